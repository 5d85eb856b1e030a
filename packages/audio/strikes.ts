import type { PerformedNote } from '@earshot/music/notes'

export const lowestPitch = 21
export const highestPitch = 108

/** The action of a piano cannot strike one key again sooner than this (seconds); two such notes are one strike. */
const shortestRepeat = 0.03

function check(note: PerformedNote, index: number): void {
  const { start, end, pitch, velocity } = note
  if (![start, end].every(Number.isFinite)) {
    throw new RangeError(`note ${index}: start ${start} and end ${end} must be finite seconds`)
  }
  if (!Number.isInteger(pitch))
    throw new RangeError(`note ${index}: pitch ${pitch} is not a whole MIDI number`)
  if (!(velocity >= 1 && velocity <= 127)) {
    throw new RangeError(`note ${index}: velocity ${velocity} is not in 1..127`)
  }
}

/**
 * What a piano can play of some notes: sorted by start, then pitch. Pitches outside 21..108 are left out. Notes on one
 * key that begin within 30 ms are joined to one, with the greater velocity and the later end, so the work is bounded
 * whatever a model puts out. Throws a RangeError that names a note whose numbers make no sense.
 */
export function strikes(notes: readonly PerformedNote[]): PerformedNote[] {
  notes.forEach(check)
  const playable = notes.filter(({ pitch }) => pitch >= lowestPitch && pitch <= highestPitch)
  const latest = new Map<number, PerformedNote>()
  const struck: PerformedNote[] = []
  for (const note of playable.sort((a, b) => a.start - b.start || a.pitch - b.pitch)) {
    const before = latest.get(note.pitch)
    if (before && note.start - before.start < shortestRepeat) {
      before.end = Math.max(before.end, note.end)
      before.velocity = Math.max(before.velocity, note.velocity)
    } else {
      const copy = { ...note }
      latest.set(note.pitch, copy)
      struck.push(copy)
    }
  }
  return struck
}
