import type { Cells } from './cells.ts'

/** Cell (t, p) of one song lies on cell (t', p') of another where `stretch[0]` t + shift = `stretch[1]` t' and p + transposition = p'. */
export interface Alignment {
  /** sixteenths */
  shift: number
  /** semitones */
  transposition: number
  /** 1 and 1, or 2 for the song written at twice the speed */
  stretch: readonly [number, number]
}

/**
 * For every cell of `a` the index of the cell of `b` it lies on, or -1. Linear in the cells of both. `from` is a cell
 * of `b` before which none is looked for.
 */
export function align(
  a: Cells,
  b: Cells,
  { shift, transposition, stretch }: Alignment,
  from = 0,
): Int32Array {
  const partners = new Int32Array(a.times.length).fill(-1)
  let j = from
  for (let i = 0; i < partners.length; i++) {
    const time = stretch[0] * a.times[i] + shift
    const pitch = a.pitches[i] + transposition
    while (j < b.times.length && stretch[1] * b.times[j] < time) j++
    while (j < b.times.length && stretch[1] * b.times[j] === time && b.pitches[j] < pitch) j++
    if (j < b.times.length && stretch[1] * b.times[j] === time && b.pitches[j] === pitch) partners[i] = j
  }
  return partners
}
