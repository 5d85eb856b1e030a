import type { Score } from '@earshot/music/notes'

/**
 * The longest share of the music, from its first note to the end of its last, in which nothing is struck but one and the
 * same chord (or note), again and again or once; 0 for music without notes.
 */
export function stuckShare({ notes }: Score): number {
  const chords = new Map<number, number[]>()
  for (const { start, pitch } of notes) chords.set(start, [...(chords.get(start) ?? []), pitch])
  const strikes = Array.from(chords, ([at, pitches]) => ({
    at,
    chord: pitches.sort((a, b) => a - b).join(' '),
  }))
  const end = notes.reduce((latest, note) => Math.max(latest, note.end), 0)
  const first = strikes[0]?.at ?? 0
  let [longest, from] = [0, first]
  for (const [i, { at, chord }] of strikes.entries()) {
    if (i > 0 && chord !== strikes[i - 1]?.chord) from = at
    longest = Math.max(longest, (strikes[i + 1]?.at ?? end) - from)
  }
  return end > first ? longest / (end - first) : 0
}
