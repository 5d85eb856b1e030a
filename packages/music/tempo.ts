/** From `at` (quarter notes) on, `bpm` quarter notes a minute. */
export interface Tempo {
  at: number
  bpm: number
}

/** What MIDI files and this project mean where no tempo is given. */
export const defaultTempo = 120

interface Stretch {
  at: number
  seconds: number
  secondsPerQuarter: number
}

function stretches(tempos: readonly Tempo[]): Stretch[] {
  let last: Stretch = { at: 0, seconds: 0, secondsPerQuarter: 60 / defaultTempo }
  const result = [last]
  for (const { at, bpm } of tempos) {
    if (!(bpm > 0 && at >= last.at))
      throw new RangeError(`tempo ${bpm} at quarter note ${at} is out of order`)
    const seconds = last.seconds + (at - last.at) * last.secondsPerQuarter
    last = { at, seconds, secondsPerQuarter: 60 / bpm }
    result.push(last)
  }
  return result
}

/** The last item whose `key` is not above `value`; the first where all are. `items` ascends by `key`. */
function lastNotAbove<T>(items: readonly T[], value: number, key: (item: T) => number): T {
  let low = 0
  let high = items.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (key(items[middle]) <= value) low = middle
    else high = middle - 1
  }
  return items[low]
}

/**
 * From quarter notes to seconds by the tempo map; before the first tempo the music goes at 120. Throws RangeError
 * where tempos are not positive or do not ascend.
 */
export function clock(tempos: readonly Tempo[]): (quarters: number) => number {
  const map = stretches(tempos)
  return (quarters) => {
    const { at, seconds, secondsPerQuarter } = lastNotAbove(map, quarters, (stretch) => stretch.at)
    return seconds + (quarters - at) * secondsPerQuarter
  }
}
