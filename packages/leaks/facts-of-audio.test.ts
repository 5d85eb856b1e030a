import { createClipMaker } from '@earshot/audio/clip'
import { decodeMp3 } from '@earshot/audio/decode'
import { expect, test } from 'vitest'
import { measureAudio } from './facts-of-audio.ts'

const sampleRate = 48_000
const sine = (seconds: number, amplitude: (second: number) => number) =>
  Float32Array.from(
    { length: seconds * sampleRate },
    (_, i) => amplitude(i / sampleRate) * Math.sin((2 * Math.PI * 1000 * i) / sampleRate),
  )

test('a steady tone: crest 3 dB, the tail as loud as the rest, no silence', () => {
  const tone = sine(10, () => 0.5)
  const facts = measureAudio([tone, tone], sampleRate)
  expect(facts.peak).toBeCloseTo(-6.02, 1)
  expect(facts.crest).toBeCloseTo(3.01, 1)
  expect(facts.tailLevel).toBeCloseTo(0, 2)
  expect(facts.silence).toBe(0)
})

test('a tone that stops: its share of silence, and no tail', () => {
  const facts = measureAudio([sine(10, (second) => (second < 6 ? 0.5 : 0))], sampleRate)
  expect(facts.silence).toBeCloseTo(0.4, 2)
  expect(facts.tailLevel).toBeNull()
  const lower = measureAudio([sine(10, (second) => (second < 6 ? 0.5 : 0.05))], sampleRate)
  expect(lower.silence).toBe(0)
  expect(lower.tailLevel).toBeCloseTo(-20 - 10 * Math.log10(0.604), 1)
})

test('silence has no facts but silence', () => {
  expect(measureAudio([new Float32Array(sampleRate)], sampleRate)).toEqual({
    peak: null,
    crest: null,
    centroid: null,
    rolloff: null,
    flatness: null,
    tailLevel: null,
    silence: 1,
  })
})

test('rendered clips: high and hard notes sound brighter, sparse ones have higher peaks and more silence', async () => {
  const maker = createClipMaker()
  const measureClip = async (pitch: number, velocity: number, every: number) => {
    const notes = Array.from({ length: Math.ceil(4 / every) }, (_, i) => {
      return { start: i * every, end: i * every + 0.1, pitch: pitch + (i % 5), velocity }
    })
    const { audio } = await maker.make({ notes, pedal: [], duration: 5 }, { seconds: 5, fadeOut: 1 })
    const { left, right } = await decodeMp3(audio)
    return measureAudio([left, right], sampleRate)
  }
  const [low, high] = [await measureClip(40, 80, 0.2), await measureClip(80, 80, 0.2)]
  const [soft, sparse] = [await measureClip(40, 30, 0.2), await measureClip(40, 80, 2)]
  expect(high.centroid).toBeGreaterThan(2 * (low.centroid ?? NaN))
  expect(low.rolloff).toBeGreaterThan(soft.rolloff ?? NaN)
  expect(sparse.crest).toBeGreaterThan((low.crest ?? NaN) + 1)
  expect(sparse.silence).toBeGreaterThan((low.silence ?? NaN) + 0.2)
})
