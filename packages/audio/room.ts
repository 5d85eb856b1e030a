import { fromDecibels } from './decibels.ts'
import { sampleRate, type Stereo } from './stereo.ts'

/**
 * Frames of the eight delays: primes, so that their echoes seldom meet, 11 to 37 ms, each about a fifth longer than the
 * one before. They are the ways between the walls of a room of some metres.
 */
const delays = [521, 617, 743, 887, 1061, 1259, 1499, 1787] as const
/** Seconds in which the room's sound falls by 60 dB. */
const t60 = 0.5
/** High sounds die sooner: at each round this part of a frame is taken from the one before. */
const absorption = 0.25
/** Decibels that bring the energy of the room's answer to that of the sound. */
const normalization = -4.7

/** Frames that the memory of a delay holds, a power of two; it is the time, cut to that, that says where one lies. */
const memoryFrames = 2048
const mask = memoryFrames - 1
/** Frames worked out at a time. */
const block = 4800
/** What is left in the room below this (-140 dBFS) is dropped: it would turn into slow denormal numbers. */
const nothing = 1e-7

const gains = delays.map((delay) => 10 ** ((-3 * delay) / (t60 * sampleRate)))
const nears = gains.map((gain) => gain * (1 - absorption))
const fars = gains.map((gain) => gain * absorption)

/**
 * Adds the room to frames `from` to `to`-1: the left channel feeds the even delays and the right one the odd, and at
 * each side two of both are heard. A delay gets its own output less a quarter of the sum of all eight (a Householder
 * matrix). Written out, it is four times as fast as with loops over the delays.
 */
function run(
  memories: Float32Array[],
  { left, right }: Stereo,
  gain: number,
  from: number,
  to: number,
): void {
  const [m0, m1, m2, m3, m4, m5, m6, m7] = memories
  const [d0, d1, d2, d3, d4, d5, d6, d7] = delays
  const [n0, n1, n2, n3, n4, n5, n6, n7] = nears
  const [f0, f1, f2, f3, f4, f5, f6, f7] = fars
  for (let i = from; i < to; i++) {
    const y0 = n0 * m0[(i - d0) & mask] + f0 * m0[(i - d0 - 1) & mask]
    const y1 = n1 * m1[(i - d1) & mask] + f1 * m1[(i - d1 - 1) & mask]
    const y2 = n2 * m2[(i - d2) & mask] + f2 * m2[(i - d2 - 1) & mask]
    const y3 = n3 * m3[(i - d3) & mask] + f3 * m3[(i - d3 - 1) & mask]
    const y4 = n4 * m4[(i - d4) & mask] + f4 * m4[(i - d4 - 1) & mask]
    const y5 = n5 * m5[(i - d5) & mask] + f5 * m5[(i - d5 - 1) & mask]
    const y6 = n6 * m6[(i - d6) & mask] + f6 * m6[(i - d6 - 1) & mask]
    const y7 = n7 * m7[(i - d7) & mask] + f7 * m7[(i - d7 - 1) & mask]
    const heardLeft = y0 + y3 + y4 + y7
    const heardRight = y1 + y2 + y5 + y6
    const back = 0.25 * (heardLeft + heardRight)
    const inLeft = left[i] - back
    const inRight = right[i] - back
    left[i] += gain * heardLeft
    right[i] += gain * heardRight
    const at = i & mask
    m0[at] = inLeft + y0
    m1[at] = inRight + y1
    m2[at] = inLeft + y2
    m3[at] = inRight + y3
    m4[at] = inLeft + y4
    m5[at] = inRight + y5
    m6[at] = inLeft + y6
    m7[at] = inRight + y7
  }
}

const isStill = (values: Float32Array): boolean => values.every((value) => Math.abs(value) < nothing)

/**
 * Adds the answer of a small room to a sound, in place: a feedback delay network (Jot and Chaigne 1991) of eight delays.
 * `amount` is its amplitude, 1 for the energy of the sound itself.
 */
export function addRoom(sound: Stereo, amount: number): void {
  if (amount === 0) return
  const frames = sound.left.length
  const gain = amount * fromDecibels(normalization)
  const memories = delays.map(() => new Float32Array(memoryFrames))
  for (let from = 0; from < frames; from += block) {
    run(memories, sound, gain, from, Math.min(frames, from + block))
    if (memories.every(isStill)) for (const memory of memories) memory.fill(0)
  }
}
