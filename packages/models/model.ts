import type { Score } from '@earshot/music/notes'
import { z } from 'zod'
import type { Weights } from './initial-weights.ts'
import type { Manifest } from './manifest.ts'

const common = {
  /** How many songs. */
  count: z.number().int().min(1).max(10_000),
  /** The same model, settings and seed give the same notes. */
  seed: z.number().int().min(0).max(0xffffffff),
  velocity: z.number().int().min(1).max(127).default(80),
}

/** How an autoencoder makes songs; the defaults are the paper's. */
export const autoencoderSettings = z.strictObject({
  ...common,
  /** A cell sounds when its probability reaches this. */
  threshold: z.number().gt(0).lt(1).default(0.5),
  /** Noise like the training songs' latents, or a standard normal number in each direction. */
  noise: z.enum(['songs', 'standard']).default('songs'),
  /** Quarter notes a minute. */
  tempo: z.number().min(20).max(400).default(120),
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
}

/** A trained model. `generate` throws an Error that names a setting it does not know; `dispose` frees the weights. */
export interface Model {
  readonly manifest: Manifest
  readonly weights: Weights
  generate(settings: GenerationSettings): Generated[]
  dispose(): void
}
