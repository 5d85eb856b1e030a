import { perform, type Score } from '@earshot/music/notes'
import { noteLengthClass, noteLengths } from './note-lengths.ts'

/** Seconds: pretty_midi's threshold. */
const transitionTime = 0.05

/**
 * How often a note of one pitch class (row) ends within 50 ms of the onset of one of another (column): 12 x 12 counts,
 * as pretty_midi has them, whose matrix MGEval takes.
 */
export function pitchClassTransitions(score: Score): number[] {
  const { notes } = perform(score)
  const counts = new Array<number>(12 * 12).fill(0)
  if (notes.length < 2) return counts
  const starts = Float64Array.from(notes, ({ start }) => start)
  for (const { end, pitch } of notes) {
    // A little earlier than the threshold, which is then tested as pretty_midi does.
    for (let i = firstNotBelow(starts, end - 2 * transitionTime); i < starts.length; i++) {
      if (starts[i] > end + 2 * transitionTime) break
      if (Math.abs(end - starts[i]) < transitionTime) counts[(pitch % 12) * 12 + (notes[i].pitch % 12)]++
    }
  }
  return counts
}

/** Index of the first of ascending values that is not below a limit. */
function firstNotBelow(values: Float64Array, limit: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle] < limit) low = middle + 1
    else high = middle
  }
  return low
}

/** How often a note of one length class (row) is followed, in the order of the score, by one of another: 12 x 12 counts. */
export function noteLengthTransitions(score: Score): number[] {
  const counts = new Array<number>(noteLengths.length ** 2).fill(0)
  const classes = score.notes.map(({ start, end }) => noteLengthClass(end - start))
  for (let i = 1; i < classes.length; i++) counts[classes[i - 1] * noteLengths.length + classes[i]]++
  return counts
}
