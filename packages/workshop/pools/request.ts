/** What a pool is asked for: one shape for jobs, the command line and files. docs/clips.md explains each field. */
import { clipSettingsSchema } from '@earshot/audio/settings'
import { gatesSchema, matchFeatures, seenSchema, treatmentSchema } from '@earshot/contract/choice'
import { selectionSchema } from '@earshot/data-sets/songs'
import { Refusal } from '@earshot/jobs/work'
import { z } from 'zod'

const name = z.string().min(1)

const matchSchema = z.strictObject({
  /** A pool of generated clips. */
  to: name,
  on: z
    .array(z.enum(matchFeatures))
    .min(1)
    .default([...matchFeatures]),
})

/** What only human songs have. */
const humanFields = ['timeStep', 'encodedAs', 'skipBars', 'selection', 'match', 'pick'] as const

export const poolRequestSchema = z
  .strictObject({
    /** The name of a data set or of a model; `name@2` is the model's second version. */
    from: name,
    /** The name of the source to be; that of the model or data set by default. */
    name: name.optional(),
    clips: z.int().positive().max(10_000),
    seed: z.int().nonnegative().max(0xffffffff),
    /** Of a model: its generation settings. */
    settings: z.record(z.string(), z.unknown()).optional(),
    /** Of human songs: the time step of the LSTM's tokens that they pass through; quarter unless they are encoded as a model. */
    timeStep: z.enum(['quarter', 'eighth', 'sixteenth']).optional(),
    /** Of human songs: the models, or pools of models, whose encoding they pass through; of several, each in turn. */
    encodedAs: z.union([name.transform((one) => [one]), z.array(name).min(1)]).optional(),
    /** Of human songs: how many bars are left out at the beginning; 8. */
    skipBars: z.int().nonnegative().optional(),
    /** Of human songs: which of the data set; one of each group of near-duplicates by default. */
    selection: selectionSchema.optional(),
    /** Of human songs: excerpts as like the clips of a pool as can be; at random otherwise. */
    match: z.union([z.literal('random').transform(() => undefined), matchSchema]).optional(),
    /** Of human songs: chosen by hand, which is recorded. The bar is one of four quarter notes, from 1. */
    pick: z.array(z.strictObject({ song: name, bar: z.int().positive() })).optional(),
    /** Of human songs: whether they may be ones that a registered model was trained on. */
    seen: seenSchema.default('refused'),
    treatment: treatmentSchema.default(treatmentSchema.parse({})),
    gates: gatesSchema,
    sound: clipSettingsSchema.default(clipSettingsSchema.parse({})),
  })
  .superRefine((request, context) => {
    const { encodedAs, timeStep, treatment, gates, pick, match, clips } = request
    const refuse = (field: string, message: string) => {
      context.addIssue({ code: 'custom', path: [field], message })
    }
    if (encodedAs && timeStep) refuse('timeStep', 'is decided by encodedAs; leave one out')
    if (treatment.timing === 'as written' && (encodedAs ?? timeStep))
      refuse('treatment', 'timing as written passes through no encoding; leave timeStep and encodedAs out')
    if (treatment.tempo === 'as written' && gates.includes('copies'))
      refuse('gates', '"copies" compares quarter notes, so it needs a tempo; leave one out')
    if (new Set(pick?.map(({ song, bar }) => `${song} ${String(bar)}`)).size < (pick?.length ?? 0))
      refuse('pick', 'names an excerpt twice')
    if (pick && match) refuse('pick', 'songs chosen by hand are not matched; leave one out')
    if (pick && pick.length !== clips)
      refuse('pick', `names ${String(pick.length)} excerpts, but clips is ${String(clips)}`)
  })

/** A request as it may be given. */
export type PoolRequestInput = z.input<typeof poolRequestSchema>
/** A request with every default filled in. */
export type PoolRequest = z.output<typeof poolRequestSchema>

/** Fills in the defaults. Throws Refusal with every field that is wrong. */
export function checkRequest(input: PoolRequestInput): PoolRequest {
  const parsed = poolRequestSchema.safeParse(input)
  if (parsed.success) return parsed.data
  throw new Refusal(`The request for a pool: ${z.prettifyError(parsed.error)}`)
}

/** Throws Refusal for fields that only human songs have. */
export function refuseHumanFields(request: PoolRequest): void {
  const given = humanFields.filter((field) => request[field] !== undefined)
  if (given.length > 0)
    throw new Refusal(`"${request.from}" is a model; ${given.join(', ')} can only be given for human songs.`)
}
