import type { PerformedNote, PerformedPedal } from '@earshot/music/notes'
import { addVoice, framesNeeded } from './mix.ts'
import type { Recordings } from './recordings.ts'
import { sampleRate, silence, type Stereo } from './stereo.ts'
import { voices, type Voice } from './voices.ts'

/**
 * Voices of one recording stand together: each is decoded once, as long as its longest voice needs, so memory stays
 * bounded, and the order in which voices are added, which rounding shows, never depends on what is in the cache.
 */
function byRecording(all: readonly Voice[]): Voice[][] {
  const groups = new Map<number, Voice[]>()
  for (const voice of all) {
    const key = voice.recordedPitch * 100 + voice.layer
    const group = groups.get(key)
    if (group) group.push(voice)
    else groups.set(key, [voice])
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group)
}

/**
 * Plays strikes (sorted, see strikes.ts) and pedal on the sampled grand, 0 .. `seconds`, at 48 kHz. Velocity chooses
 * recording and level, dampers fall as dampers.ts says. Half pedal, una corda, sostenuto, resonance between strings
 * and the noise of keys are left out.
 */
export function play(
  notes: readonly PerformedNote[],
  pedal: readonly PerformedPedal[],
  seconds: number,
  recordings: Recordings,
): Stereo {
  const out = silence(Math.round(seconds * sampleRate))
  for (const group of byRecording(voices(notes, pedal, out.left.length))) {
    const frames = group.reduce((most, voice) => Math.max(most, framesNeeded(voice)), 0)
    const recording = recordings.get(group[0].recordedPitch, group[0].layer, frames)
    for (const voice of group) addVoice(voice, recording, out)
  }
  return out
}
