import type { Cells } from './cells.ts'
import { pushNumber, pushSigned, type NumberReader } from './numbers.ts'

/**
 * Appends how many cells there are, and every cell but the first as its time since the one before and its pitch step:
 * about two bytes each. What is left out of the first, time and pitch, is what differs between keys and beginnings.
 */
export function pushCells(bytes: number[], times: Int32Array, pitches: Uint8Array): void {
  pushNumber(bytes, times.length)
  for (let i = 1; i < times.length; i++) {
    pushNumber(bytes, times[i] - times[i - 1])
    pushSigned(bytes, pitches[i] - pitches[i - 1])
  }
}

/** What `pushCells` wrote; the first cell at time 0 and `firstPitch`. Throws RangeError for more than the bytes can hold. */
export function readCells(reader: NumberReader, firstPitch: number): Cells {
  const count = reader.number()
  if (2 * (count - 1) > reader.left())
    throw new RangeError(`${count} cells do not fit in ${reader.left()} bytes`)
  const times = new Int32Array(count)
  const pitches = new Uint8Array(count)
  if (count > 0) pitches[0] = firstPitch
  for (let i = 1; i < count; i++) {
    times[i] = times[i - 1] + reader.number()
    pitches[i] = pitches[i - 1] + reader.signed()
  }
  return { times, pitches, notes: new Uint32Array(), origin: 0 }
}
