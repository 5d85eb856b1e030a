import type { PerformedNote, PerformedPedal } from '@earshot/music/notes'
import { dampings } from './dampers.ts'
import { addVoice, atPitch, framesNeeded } from './mix.ts'
import { damperLifts } from './pedal.ts'
import type { Recordings } from './recordings.ts'
import { releaseVoices } from './release-noise.ts'
import { resonanceVoices } from './resonance.ts'
import { sampleRate, silence, type Stereo } from './stereo.ts'
import { noteVoices, speedOf, type Voice } from './voices.ts'

export interface PianoSettings {
  /** Amplitude of the noises of keys; 1 as published, 0 for none. */
  releaseNoise: number
  /** Amplitude of strings that ring along, 0..1; 0 for none. */
  resonance: number
}

type Group = [Voice, ...Voice[]]

/** Voices in groups that have a key in common, by rising key. */
function grouped(all: readonly Voice[], keyOf: (voice: Voice) => number): Group[] {
  const groups = new Map<number, Group>()
  for (const voice of all) {
    const group = groups.get(keyOf(voice))
    if (group) group.push(voice)
    else groups.set(keyOf(voice), [voice])
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group)
}

/**
 * Adds the voices of one recording. It is decoded once, as long as its longest voice needs, so memory stays bounded,
 * and brought to each pitch once.
 */
function addRecording(all: Group, recordings: Recordings, out: Stereo): void {
  const [{ recordedPitch, layer }] = all
  const frames = all.reduce((most, voice) => Math.max(most, framesNeeded(voice)), 0)
  const recording =
    layer === 0 ? recordings.release(recordedPitch) : recordings.string(recordedPitch, layer, frames)
  for (const group of grouped(all, ({ pitch }) => pitch)) {
    const longest = group.reduce((most, { length }) => Math.max(most, length), 0)
    const source = atPitch(recording, speedOf(group[0]), longest)
    for (const voice of group) addVoice(voice, source, out)
  }
}

/**
 * Plays strikes (sorted, see strikes.ts) and pedal on the sampled grand, 0 .. `seconds`, at 48 kHz. Velocity chooses
 * recording and level; dampers fall as dampers.ts says; keys make a noise as they come up (release-noise.ts), and free
 * strings ring along (resonance.ts). Una corda and sostenuto are left out. The order in which voices are added, which
 * rounding shows, never depends on what is in the cache.
 */
export function play(
  notes: readonly PerformedNote[],
  pedal: readonly PerformedPedal[],
  seconds: number,
  recordings: Recordings,
  { releaseNoise, resonance }: PianoSettings,
): Stereo {
  const out = silence(Math.round(seconds * sampleRate))
  const frames = out.left.length
  const voices = [
    ...noteVoices(notes, dampings(notes, pedal), frames),
    ...releaseVoices(notes, releaseNoise, frames),
    ...resonanceVoices(notes, damperLifts(pedal), resonance, frames),
  ].filter(({ start, length }) => start >= 0 && length > 0)
  for (const group of grouped(voices, ({ recordedPitch, layer }) => recordedPitch * 100 + layer)) {
    addRecording(group, recordings, out)
  }
  return out
}
