/** How the files of a data set are read: one way for all its songs, kept with it. */
import type { ReadOptions } from '@earshot/song-files/read-song'
import { z } from 'zod'

const track = z.enum(['piano', 'all'])
const velocity = z.union([z.literal('file'), z.int().min(1).max(127)])
const maxBytes = z
  .int()
  .positive()
  .max(2 ** 28)
const maxNotes = z.int().positive().max(1_000_000)
const maxSeconds = z.number().positive().max(86_400)

/** What an import may ask for. */
export const readingOptionsSchema = z
  .strictObject({ track, velocity, maxBytes, maxNotes, maxSeconds })
  .partial() satisfies z.ZodType<ReadOptions>
export type ReadingOptions = z.infer<typeof readingOptionsSchema>

/** What holds for a data set; the defaults are for a new one. */
export const readingSchema = z.strictObject({
  /** Of LPD-5's five tracks: the piano's alone, or all but the drums on one piano. */
  track: track.default('piano'),
  /** The file's velocities, or one for all notes. */
  velocity: velocity.default('file'),
  maxBytes: maxBytes.default(32 * 2 ** 20),
  maxNotes: maxNotes.default(100_000),
  maxSeconds: maxSeconds.default(3600),
}) satisfies z.ZodType<ReadOptions>

export type Reading = z.infer<typeof readingSchema>
