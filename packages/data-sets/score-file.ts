/** Scores as files of the storage: JSON of a checked shape, compressed. */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import type { Score } from '@earshot/music/notes'
import { z } from 'zod'

const at = z.number().nonnegative()
const scoreSchema = z.object({
  notes: z.array(
    z.object({ start: at, end: at, pitch: z.int().min(0).max(127), velocity: z.int().min(1).max(127) }),
  ),
  tempos: z.array(z.object({ at, bpm: z.number().positive() })),
  meters: z.array(z.object({ at, beats: z.int().positive(), unit: z.int().positive() })),
  pedal: z.array(z.object({ at, value: z.int().min(0).max(127) })),
  length: at,
}) satisfies z.ZodType<Score>

/** A score as bytes; the same score gives the same bytes. */
export function writeScore({ notes, tempos, meters, pedal, length }: Score): Uint8Array {
  const plain: Score = {
    notes: notes.map(({ start, end, pitch, velocity }) => ({ start, end, pitch, velocity })),
    tempos: tempos.map(({ at: from, bpm }) => ({ at: from, bpm })),
    meters: meters.map(({ at: from, beats, unit }) => ({ at: from, beats, unit })),
    pedal: pedal.map(({ at: from, value }) => ({ at: from, value })),
    length,
  }
  return new Uint8Array(
    brotliCompressSync(JSON.stringify(plain), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  )
}

/** The score of bytes made by writeScore. Throws where they are anything else. */
export const readScore = (bytes: Uint8Array): Score =>
  scoreSchema.parse(JSON.parse(brotliDecompressSync(bytes).toString('utf8')))
