import type { Score, ScoreNote } from '@earshot/music/notes'
import { z } from 'zod'
import type { Weights } from '../networks/initial-weights.ts'
import type { Manifest } from '../files/manifest.ts'
import type { Repetition } from './repetition.ts'

const common = {
  /** How many songs. */
  count: z.number().int().min(1).max(10_000),
  /** The same model, settings and seed give the same notes. */
  seed: z.number().int().min(0).max(0xffffffff),
  velocity: z.number().int().min(1).max(127).default(80),
}

/** How an autoencoder makes songs; the defaults are the paper's. */
export const autoencoderSettings = z
  .strictObject({
    ...common,
    /** A cell sounds when its probability reaches this. */
    threshold: z.number().gt(0).lt(1).default(0.5),
    /** Noise like the training songs' latents, a standard normal number in each direction, or none: their mean. */
    noise: z.enum(['songs', 'standard', 'none']).default('songs'),
    /** In place of noise along the first principal components of the training songs' latents: standard deviations. */
    sliders: z.array(z.number().min(-5).max(5)).default([]),
    /** Quarter notes a minute. */
    tempo: z.number().min(20).max(400).default(120),
  })
  .refine(({ noise, sliders }) => noise !== 'standard' || sliders.length === 0, {
    path: ['sliders'],
    message: "need noise 'songs' or 'none'",
  })

const chord = z.array(z.number().int().min(0).max(127)).readonly()

/** How an LSTM makes songs; the defaults are the paper's: 64 tokens of 0.5 s, each the most probable one. */
export const lstmSettings = z
  .strictObject({
    ...common,
    /** Tokens a song. */
    length: z.number().int().min(1).max(10_000).default(64),
    /** 0 takes the most probable token; 1 draws by the model's own probabilities. */
    temperature: z.number().min(0).max(10).default(0),
    topK: z.number().int().min(1).nullable().default(null),
    topP: z.number().gt(0).max(1).nullable().default(null),
    /** See exactly the last window of tokens, or carry the state on: faster, but longer than in training. */
    memory: z.enum(['window', 'carried']).default('window'),
    /** Music to go on from instead of random tokens, at least a window of chords. */
    opening: z.array(chord).nullable().default(null),
    secondsPerToken: z.number().positive().max(60).default(0.5),
  })
  .refine(
    ({ temperature, topK, topP }) => temperature > 0 || (topK === null && topP === null),
    'topK and topP need a temperature above 0',
  )

export type AutoencoderSettings = z.infer<typeof autoencoderSettings>
export type LstmSettings = z.infer<typeof lstmSettings>
export type GenerationSettings = z.input<typeof autoencoderSettings> | z.input<typeof lstmSettings>

/** A song, with every setting that made it; `song` counts from 0 within the seed. */
export interface Generated {
  score: Score
  settings: (AutoencoderSettings | LstmSettings) & { song: number }
  /** How an LSTM's tokens repeat themselves; null for an autoencoder, which has none. */
  repetition: Repetition | null
}

/** A part of a song as it is made: one token of an LSTM, the whole song of an autoencoder. */
export interface Part {
  song: number
  /** Seconds from the song's beginning. */
  from: number
  to: number
  /** In quarter notes from the song's beginning, as in its score. */
  notes: readonly ScoreNote[]
  token: number | null
}

/** A trained model; the same model, settings and seed give the same notes. */
export interface Model {
  readonly manifest: Manifest
  readonly weights: Weights
  /** Songs at once; nothing else happens meanwhile. Throws an Error that names a setting that is wrong. */
  generate(settings: GenerationSettings): Generated[]
  /**
   * The notes of `generate` as they are made, and at the end what `generate` returns; other work goes on between two
   * tokens. Throws the reason of `signal` once it is aborted.
   */
  stream(settings: GenerationSettings, options?: { signal?: AbortSignal }): AsyncGenerator<Part, Generated[]>
  /** Frees the weights. */
  dispose(): void
}
