import { fromDecibels } from './decibels.ts'
import { attackLevels, layerCount, recordedPitches } from './levels.ts'

/** The highest velocity of each layer, from the mapping published with the Salamander Grand Piano. */
const layerTops = [26, 34, 36, 43, 46, 50, 56, 64, 72, 80, 88, 96, 104, 112, 120, 127]
const layerCentres = layerTops.map((top, i) => ((i === 0 ? 1 : layerTops[i - 1] + 1) + top) / 2)

/** The same mapping scales amplitude by velocity squared for this part, on top of the recorded dynamics. */
const velocityTracking = 0.73

/** Decibels for each step of velocity below the centre of the first layer and above that of the last. */
const lowSlope = 0.25
const highSlope = 0.2

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)
const mean = (numbers: readonly number[]): number => sum(numbers) / numbers.length
const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((n, i) => n * b[i]))

const layerMeans = Array.from({ length: layerCount }, (_, layer) =>
  mean(attackLevels.map((row) => row[layer])),
)

/** The least-squares parabola through (x, y), by polynomials that are orthogonal over x (Forsythe 1957). */
function fitParabola(x: readonly number[], y: readonly number[]): (at: number) => number {
  const centre = mean(x)
  const first = x.map((n) => n - centre)
  const squares = first.map((n) => n * n)
  const skew = dot(squares, first) / dot(first, first)
  const spread = mean(squares)
  const second = first.map((n) => n * n - skew * n - spread)
  const [a, b, c] = [mean(y), dot(y, first) / dot(first, first), dot(y, second) / dot(second, second)]
  return (at) => {
    const n = at - centre
    return a + b * n + c * (n * n - skew * n - spread)
  }
}

const smoothLevels = attackLevels.map((row) => fitParabola(layerMeans, row))

/** The instrument's mean level in dBFS at a velocity: straight lines between the centres of the layers, flat outside. */
function meanLevel(velocity: number): number {
  const above = layerCentres.findIndex((centre) => velocity <= centre)
  if (above === 0) return layerMeans[0]
  if (above === -1) return layerMeans[layerCount - 1]
  const part = (velocity - layerCentres[above - 1]) / (layerCentres[above] - layerCentres[above - 1])
  return layerMeans[above - 1] + (layerMeans[above] - layerMeans[above - 1]) * part
}

/** Decibels for velocities beyond the centres of the first and the last layer, where nothing was measured. */
const beyondLayers = (velocity: number): number =>
  Math.min(0, velocity - layerCentres[0]) * lowSlope +
  Math.max(0, velocity - layerCentres[layerCount - 1]) * highSlope

/** The layer, 1..16, that was recorded for a velocity 1..127. */
export const layerOf = (velocity: number): number => layerTops.findIndex((top) => velocity <= top) + 1

/** The recorded pitch nearest to a pitch 21..108, at most a semitone away. */
export const recordedPitchOf = (pitch: number): number => 21 + 3 * Math.round((pitch - 21) / 3)

/**
 * The amplitude that a recording is played with. The takes of one key jump by up to 2 dB from layer to layer; each is
 * moved onto a parabola through its key's 16 levels, so that loudness rises smoothly with velocity.
 */
export function recordingGain(recordedPitch: number, layer: number, velocity: number): number {
  const key = recordedPitches.indexOf(recordedPitch)
  const level = smoothLevels[key](meanLevel(velocity)) + beyondLayers(velocity)
  const tracking = 1 - velocityTracking + velocityTracking * (velocity / 127) ** 2
  return tracking * fromDecibels(level - attackLevels[key][layer - 1])
}
