/** How the clips of a source are chosen and treated: what is asked for before drawing, and what came of it. docs/clips.md explains each. */
import { z } from 'zod'

const asWritten = z.literal('as written')

/** What is done to the music of every source of a study alike before it is played. */
export const treatmentSchema = z.strictObject({
  /** Of every note, 1 to 127; or what the music has, as far as its encoding holds it. */
  velocity: z.union([z.int().min(1).max(127), asWritten]).default(80),
  pedal: z.union([z.literal('none'), asWritten]).default('none'),
  /** Quarter notes a minute. */
  tempo: z.union([z.number().min(20).max(400), asWritten]).default(120),
  /** On the grid of the encoding; or human songs as they are, which then pass through no encoding. */
  timing: z.union([z.literal('grid'), asWritten]).default('grid'),
})
export type Treatment = z.infer<typeof treatmentSchema>

/** What is looked at before a candidate becomes a clip, in this order. The first four are technical, the others musical. */
export const gateNames = ['empty', 'too-short', 'out-of-range', 'near-duplicate', 'stuck', 'copies'] as const
export type GateName = (typeof gateNames)[number]

const gateList = z.array(z.enum(gateNames))

/**
 * Never off: nothing can be played of empty music, and an excerpt of a song is always as long as a clip, so that songs of models
 * must be.
 */
const always: readonly GateName[] = ['empty', 'too-short']

/** The technical gates; musical ones must be declared. */
export const gatesSchema = gateList
  .default(['empty', 'too-short', 'out-of-range', 'near-duplicate'])
  .transform((given) => gateNames.filter((name) => always.includes(name) || given.includes(name)))

/** What human excerpts may be matched on. */
export const matchFeatures = ['tempo', 'density', 'range', 'length'] as const
export type MatchFeature = (typeof matchFeatures)[number]

const balanceSchema = z.object({
  feature: z.enum(matchFeatures),
  /** Standardised mean differences from the pool matched to: of all candidates, and of the clips; null where a feature does not vary or is unknown. */
  before: z.number().nullable(),
  after: z.number().nullable(),
})

/** Whether human songs may be ones that models were trained on. */
export const seenSchema = z.enum(['refused', 'allowed'])

/** What came of choosing the clips of a source. */
export const choiceSchema = z.object({
  /** Candidates looked at; those that became clips, those that a gate refused, and those that matched less well. */
  drawn: z.int(),
  kept: z.int(),
  refused: z.array(z.object({ gate: z.enum(gateNames), candidates: z.int() })),
  notMatched: z.int(),
  matching: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('random') }),
    z.object({ kind: z.literal('matched'), to: z.string(), balance: z.array(balanceSchema) }),
  ]),
  /** Clips that a person named by song and bar. */
  byHand: z.int(),
  /** Of human songs that no model may have been trained on: how many were left out since these models were. */
  unseen: z.object({ songsLeftOut: z.int(), models: z.array(z.string()) }).optional(),
})
export type Choice = z.infer<typeof choiceSchema>

/** What human songs passed through, as far as readers are told. */
const songEncodingSchema = z.object({
  kind: z.enum(['tokens', 'bar-rolls', 'as written']),
  timeStep: z.string().optional(),
  /** The model whose encoding it is. */
  as: z.string().optional(),
})

/** The name of an encoding in a sentence. */
export function encodingName({ kind, timeStep = 'quarter', as }: z.infer<typeof songEncodingSchema>): string {
  if (as !== undefined) return `that of ${as}`
  return { tokens: `chords of ${timeStep} notes`, 'bar-rolls': 'rolls of bars', 'as written': 'none' }[kind]
}

/** What of a source's settings concerns its comparison with others; absent from pools that were built before it was recorded. */
export const askedSchema = z.looseObject({
  treatment: treatmentSchema.optional(),
  gates: gateList.optional(),
  /** Of human songs: what they passed through; of several, each clip through the next. */
  encodings: z.array(songEncodingSchema).optional(),
  sound: z.record(z.string(), z.unknown()).optional(),
  seen: seenSchema.optional(),
})
