import { z } from 'zod'

/** Quarter notes a minute, both ends included. */
const tempoRange = z
  .strictObject({ lowest: z.number().positive(), highest: z.number().positive() })
  .refine(({ lowest, highest }) => lowest <= highest, 'lowest must not be above highest')

/** How songs become the autoencoder's rolls. The defaults are the paper's (section 2.1). */
export const autoencoderEncoding = z.object({
  kind: z.literal('bar-rolls').default('bar-rolls'),
  /** Cells are on while a note sounds, or only at its onset (as in the program the paper builds on). */
  cells: z.enum(['held', 'onset']).default('held'),
  /** Only songs whose mean tempo lies in this range; null takes all. */
  tempo: tempoRange.nullable().default({ lowest: 110, highest: 130 }),
  /** Major songs to C, minor songs to A minor. */
  commonKey: z.boolean().default(true),
  /** The song starts at its first note. */
  cutLeadingSilence: z.boolean().default(true),
})

/** How songs become the LSTM's tokens. The defaults are the paper's, or the reading of it that the docs explain. */
export const lstmEncoding = z.object({
  kind: z.literal('tokens').default('tokens'),
  timeStep: z.enum(['quarter', 'eighth', 'sixteenth']).default('quarter'),
  /** Full chords, or chords reduced to the pitch classes of one octave. */
  chords: z.enum(['pitches', 'pitch-classes']).default('pitches'),
  /** Tokens that the network sees before it predicts one. */
  window: z.number().int().min(1).max(4096).default(64),
  tempo: tempoRange.nullable().default(null),
  commonKey: z.boolean().default(false),
  cutLeadingSilence: z.boolean().default(false),
})

export const encoding = z.discriminatedUnion('kind', [autoencoderEncoding.strict(), lstmEncoding.strict()])

export type AutoencoderEncoding = z.infer<typeof autoencoderEncoding>
export type LstmEncoding = z.infer<typeof lstmEncoding>
