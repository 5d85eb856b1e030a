/**
 * The sound by which respondents set their volume: broken chords over the whole keyboard, as loud as every clip. It is neither a
 * person's piece nor a program's, so that nobody learns from it what either sounds like.
 */
import type { Performance } from '@earshot/music/notes'

/** In seconds. */
export const levelSeconds = 12

const chord = [0, 7, 12, 16, 19]
const roots = [36, 41, 43, 48, 53, 55, 60]
const step = 0.24

/** Rising fifths and octaves under a chord of C, F and G in turn, each note held to the end of its chord. */
export const levelSound: Performance = {
  notes: roots.flatMap((root, index) =>
    chord.map((interval, place) => ({
      start: (index * (chord.length + 1) + place) * step,
      end: (index + 1) * (chord.length + 1) * step,
      pitch: root + interval,
      velocity: 60 + place * 6,
    })),
  ),
  pedal: [],
  duration: levelSeconds,
}
