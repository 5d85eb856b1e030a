import { createHash } from 'node:crypto'
import { nearestLine } from './grid.ts'
import { sortNotes, type Score } from './notes.ts'

/** Divides what LPD-5 (24), rolls (6) and tokens (4) use. */
const linesPerQuarter = 480

/**
 * SHA-256 in hexadecimal of the notes alone: start and end at the nearest 1/480 quarter note and pitch, each as a
 * 32-bit little-endian integer, in the order of `sortNotes`. Velocity, tempo, meter and pedal do not count, so that
 * the same music played otherwise has the same hash.
 */
export function noteHash(score: Score): string {
  const lines = score.notes.map((note) => ({
    ...note,
    start: nearestLine(note.start, linesPerQuarter),
    end: nearestLine(note.end, linesPerQuarter),
  }))
  const bytes = new DataView(new ArrayBuffer(lines.length * 12))
  sortNotes(lines).forEach(({ start, end, pitch }, i) => {
    bytes.setInt32(i * 12, start, true)
    bytes.setInt32(i * 12 + 4, end, true)
    bytes.setInt32(i * 12 + 8, pitch, true)
  })
  return createHash('sha256').update(bytes).digest('hex')
}
