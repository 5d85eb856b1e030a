/** The results of a study as JSON: the paper's tables, in the words of `earshot study results --json`. */
import { z } from 'zod'
import { askedSchema, choiceSchema, gateNames, treatmentSchema } from './choice.ts'

export const scopes = ['real', 'pilot', 'simulated'] as const
export const scopeSchema = z.enum(scopes)
export type Scope = z.infer<typeof scopeSchema>

/** How often 1, 2, 3, 4 and 5 were given. */
const histogramSchema = z.tuple([z.int(), z.int(), z.int(), z.int(), z.int()])

/** The probability of being perceived as natural (rated 1 or 2), a fraction; null where its denominator is 0. */
const pNaturalSchema = z.object({
  /** (n1 + n2) / N */
  all: z.number().nullable(),
  /** (n1 + n2) / (N - n3) */
  decided: z.number().nullable(),
})

const statisticsSchema = z.object({
  ratings: histogramSchema,
  n: z.int(),
  mean: z.number().nullable(),
  /** n - 1 in the denominator */
  variance: z.number().nullable(),
  pNatural: pNaturalSchema,
})

/** How the leak check of a study's clips stands, which had to pass or be waived before it opened. */
export const leakCheckSchema = z.object({
  state: z.enum(['unchecked', 'passed', 'blocked', 'waived']),
  /** When it was checked, or waived; null where it was not. */
  at: z.iso.datetime().nullable(),
  /** Who waived it, and why. */
  by: z.string().nullable(),
  reason: z.string().nullable(),
})
export type LeakCheck = z.infer<typeof leakCheckSchema>

/** How the clips of a source came to be in its pool; a part is null where its pool was built before it was recorded. */
const chosenSchema = z.object({
  treatment: treatmentSchema.nullable(),
  gates: z.array(z.enum(gateNames)).nullable(),
  choice: choiceSchema.nullable(),
  encodings: askedSchema.shape.encodings,
  /** Of a human source: clips of songs that a model of this study was trained on, and whether that was declared. */
  seen: z.object({ clips: z.int(), models: z.array(z.string()), declared: z.boolean() }).optional(),
})
export type Chosen = z.infer<typeof chosenSchema>

export const resultsSchema = z.object({
  study: z.object({
    slug: z.string(),
    title: z.string(),
    status: z.enum(['draft', 'pilot', 'open', 'closed']),
    linkage: z.enum(['full', 'none']),
    /** Respondents with at least one rating; the declared number where linkage is none. */
    respondents: z.int(),
    /** What a reader of these numbers must know. */
    notes: z.array(z.string()),
    reconstructed: z.boolean(),
    /** null where the study is known by report only. */
    leakCheck: leakCheckSchema.nullable(),
  }),
  scope: scopeSchema,
  sources: z.array(
    statisticsSchema.extend({
      name: z.string(),
      label: z.string(),
      human: z.boolean(),
      respondents: z.int().nullable(),
      /**
       * Each rating weighted by the inverse of its clip's chance to be drawn; absent where the chances did not depend on ratings, and the
       * plain numbers are right.
       */
      weighted: z.object({ mean: z.number(), pNatural: pNaturalSchema }).optional(),
      /** null of reported ratings. */
      chosen: chosenSchema.nullable(),
    }),
  ),
  clips: z.array(
    statisticsSchema.extend({ id: z.string(), source: z.string(), name: z.string(), hasAudio: z.boolean() }),
  ),
  /** How much respondents agreed with themselves on clips that came twice; absent where none does. */
  repeats: z
    .object({
      pairs: z.int(),
      /** Pairs of which both ratings are the same. */
      same: z.int(),
      /** Mean of the distances between the two ratings; null without a pair. */
      meanDifference: z.number().nullable(),
    })
    .optional(),
  analysis: z.null(),
  /** Why a number is null, by its place, for example "analysis". */
  reasons: z.record(z.string(), z.string()),
})
export type Results = z.infer<typeof resultsSchema>
export type SourceResult = Results['sources'][number]
export type ClipResult = Results['clips'][number]
