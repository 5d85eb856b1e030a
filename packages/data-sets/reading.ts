/** How the files of a data set are read: one way for all its songs, kept with it. */
import type { ReadOptions } from '@earshot/song-files/read-song'
import { z } from 'zod'

export const readingSchema = z.strictObject({
  /** Of LPD-5's five tracks: the piano's alone, or all but the drums on one piano. */
  track: z.enum(['piano', 'all']).default('piano'),
  /** The file's velocities, or one for all notes. */
  velocity: z.union([z.literal('file'), z.int().min(1).max(127)]).default('file'),
  maxNotes: z.int().positive().max(1_000_000).default(100_000),
  maxSeconds: z.number().positive().max(86_400).default(3600),
}) satisfies z.ZodType<ReadOptions>

export type Reading = z.infer<typeof readingSchema>
