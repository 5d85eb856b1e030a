import type { Score } from '@earshot/music/notes'
import { pushCells, readCells } from './cell-bytes.ts'
import { toCells, type Cells } from './cells.ts'
import { NumberReader } from './numbers.ts'

/** The first byte; another one after any change of what follows it or of how cells are made. */
const version = 1

/** Of longer songs the first cells stand for the whole: 99 % of LPD-5's piano tracks have fewer. */
const mostCells = 4096

/** No key is kept: unpacked pitches begin here, so that steps of up to 127 either way stay within a byte. */
const anyPitch = 128

/**
 * What tells near duplicates of a song, about two bytes a note, at most some 8 kB (16 kB where the music leaps and
 * rests more than any of LPD-5): its onsets in sixteenths from its first note on, as time and pitch steps. The same
 * for a song in another key, tempo or loudness, with other note lengths, or after another silence.
 */
export function fingerprint(score: Score): Uint8Array {
  const { times, pitches } = toCells(score, 'first note')
  const bytes: number[] = [version]
  pushCells(bytes, times.subarray(0, mostCells), pitches.subarray(0, mostCells))
  return Uint8Array.from(bytes)
}

/** The cells of a fingerprint. Throws RangeError for bytes that are none, or for one of another version. */
export function readFingerprint(bytes: Uint8Array): Cells {
  if (bytes[0] !== version) {
    throw new RangeError(`a fingerprint of version ${bytes[0] ?? 'none'}, not ${version}: compute it again`)
  }
  const reader = new NumberReader(bytes, 1)
  const cells = readCells(reader, anyPitch)
  if (reader.left() > 0) throw new RangeError(`a fingerprint has ${reader.left()} bytes left over`)
  return cells
}
