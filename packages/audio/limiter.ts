import { sampleRate, type Stereo } from './stereo.ts'

/** Frames looked ahead and back (5 ms). */
const reach = 240
/** After a peak the gain recovers with this time constant (120 ms). */
const recovery = Math.exp(-1 / (0.12 * sampleRate))

/** The gain that would bring each frame to the ceiling, 1 where it is below. */
function wantedGains({ left, right }: Stereo, ceiling: number): Float32Array {
  return left.map((sample, i) => Math.min(1, ceiling / Math.max(Math.abs(sample), Math.abs(right[i]))))
}

/** The least of values[i - reach .. i + reach] for each i, by a queue of rising candidates. */
function slidingMinimum(values: Float32Array): Float32Array {
  const result = new Float32Array(values.length)
  const queue = new Int32Array(values.length)
  let [head, tail] = [0, 0]
  for (let i = 0; i < values.length + reach; i++) {
    if (i < values.length) {
      while (tail > head && values[queue[tail - 1]] >= values[i]) tail--
      queue[tail++] = i
    }
    if (queue[head] < i - 2 * reach) head++
    if (i >= reach) result[i - reach] = values[queue[head]]
  }
  return result
}

/** Falls at once, recovers slowly; never above the input. */
function withRecovery(gains: Float32Array): Float32Array {
  let gain = 1
  return gains.map((held) => (gain = Math.min(held, 1 - (1 - gain) * recovery)))
}

/** The mean of values[i - reach .. i + reach] for each i. */
function slidingMean(values: Float32Array): Float32Array {
  let [sum, count] = [0, 0]
  const result = new Float32Array(values.length)
  for (let i = -reach; i < values.length; i++) {
    if (i + reach < values.length) [sum, count] = [sum + values[i + reach], count + 1]
    if (i - reach > 0) [sum, count] = [sum - values[i - reach - 1], count - 1]
    if (i >= 0) result[i] = sum / count
  }
  return result
}

/**
 * Brings every sample to `ceiling` (an amplitude) or below, in place, one gain for both channels, without a step in
 * it: each gain that is averaged around a frame is already low enough for that frame.
 */
export function limit(sound: Stereo, ceiling: number): void {
  const gains = slidingMean(withRecovery(slidingMinimum(wantedGains(sound, ceiling))))
  for (let i = 0; i < gains.length; i++) {
    sound.left[i] *= gains[i]
    sound.right[i] *= gains[i]
  }
}
