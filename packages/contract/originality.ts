/** Originality of pools and the comparison of sets, as the survey's routes give them. Times are in quarter notes. */
import { z } from 'zod'

const fraction = z.number().min(0).max(1)
const span = z.object({ start: z.number(), end: z.number() })

/** What a score means beside those of human music; @earshot/data-sets/verdict has the thresholds. */
export const verdicts = ['own', 'borrows', 'copies', 'not checked'] as const
export type Verdict = (typeof verdicts)[number]

const passageSchema = z.object({
  songId: z.string(),
  title: z.string(),
  /** in the clip, and in the song as it was compared */
  piece: span,
  song: span,
  /** semitones from the song up to the clip */
  transposition: z.int(),
  /** notes of the clip's stretch, and different turns of four of them */
  count: z.int(),
  different: z.int(),
  /** index into the clip's notes; onset and pitch in the song */
  shared: z.array(z.object({ note: z.int(), onset: z.number(), pitch: z.int() })),
})

/** docs/originality.md defines every number. */
export const originalitySchema = z.object({
  data: z.string(),
  pool: z.string(),
  at: z.iso.datetime(),
  songs: z.int(),
  /** how the songs were coarsened before they were compared */
  treatment: z.string(),
  /** the same scores for excerpts of the songs themselves, ascending */
  baseline: z.object({
    scores: z.array(fraction),
    longest: z.array(z.int()),
    quantiles: z
      .object({ p5: fraction, p25: fraction, p50: fraction, p75: fraction, p95: fraction })
      .nullable(),
    notChecked: z.int(),
  }),
  clips: z.array(
    z.object({
      clip: z.string(),
      name: z.string(),
      title: z.string(),
      verdict: z.enum(verdicts),
      /** why it was not checked; null where it was */
      reason: z.string().nullable(),
      score: fraction.nullable(),
      similarity: fraction.nullable(),
      closest: passageSchema.nullable(),
      longest: passageSchema.nullable(),
    }),
  ),
})
export type OriginalityReport = z.infer<typeof originalitySchema>

const comparedSchema = z.object({
  name: z.string(),
  kind: z.enum(['data set', 'pool']),
  compared: z.int(),
  of: z.int(),
})

const distancesSchema = z
  .object({
    n: z.int(),
    mean: z.number(),
    sd: z.number().nullable(),
    median: z.number(),
    lowest: z.number(),
    highest: z.number(),
  })
  .nullable()

const measuredSchema = z.object({ value: z.number().nullable(), reason: z.string().optional() })

const ofSetSchema = z.object({
  pieces: z.int(),
  mean: z.array(z.number()).nullable(),
  sd: z.array(z.number()).nullable(),
  intra: distancesSchema,
  overlap: measuredSchema,
  divergence: measuredSchema,
})

const curve = z.array(z.number()).nullable()

/** docs/features.md defines the features and distances. */
export const comparisonSchema = z.object({
  a: comparedSchema,
  b: comparedSchema,
  seed: z.int(),
  comparison: z.object({
    a: z.object({ compared: z.int(), of: z.int() }),
    b: z.object({ compared: z.int(), of: z.int() }),
    features: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        unit: z.string(),
        size: z.int(),
        a: ofSetSchema,
        b: ofSetSchema,
        inter: distancesSchema,
        curves: z
          .object({ x: z.array(z.number()), y: z.object({ intraA: curve, intraB: curve, inter: curve }) })
          .nullable(),
      }),
    ),
  }),
})
