/**
 * Music as one chord a time step, for the LSTM. What this cannot hold: velocity, tempo, pedal, anything between two
 * steps, and whether a note is held or struck again (each step strikes its chord anew).
 */
import { nearestLine } from './grid.ts'
import type { Score, ScoreNote } from './notes.ts'

export type TimeStep = 'quarter' | 'eighth' | 'sixteenth'

/** Ascending MIDI pitches without repeats; [] is silence. */
export type Chord = readonly number[]

const stepsPerQuarter: Record<TimeStep, number> = { quarter: 1, eighth: 2, sixteenth: 4 }

/**
 * One chord a step, from the beginning of the score to its end. Onsets first go to the nearest step; a chord is the
 * set of pitches that sound at the start of its step, and every note is in the chord of its onset, however short.
 */
export function toChords(score: Score, step: TimeStep): Chord[] {
  const perQuarter = stepsPerQuarter[step]
  const spans = score.notes.map((note) => stepsOf(note, perQuarter))
  const last = spans.reduce(
    (most, { end }) => Math.max(most, end),
    Math.ceil(score.length * perQuarter - 1e-6),
  )
  const sounding = Array.from({ length: last }, () => new Set<number>())
  for (const { pitch, onset, end } of spans) {
    for (let at = onset; at < end; at++) sounding[at].add(pitch)
  }
  return sounding.map((pitches) => [...pitches].sort((a, b) => a - b))
}

function stepsOf(note: ScoreNote, perQuarter: number) {
  const onset = nearestLine(note.start, perQuarter)
  return { pitch: note.pitch, onset, end: Math.max(onset + 1, Math.ceil(note.end * perQuarter - 1e-6)) }
}

export interface ChordOptions {
  /** 0.5 */
  secondsPerToken?: number
  /** 80 */
  velocity?: number
  /** how the chords are written down, which does not change how they sound; quarter */
  step?: TimeStep
}

/** Each chord struck anew and held for its step, at the constant tempo that makes a step last `secondsPerToken`. */
export function fromChords(chords: readonly Chord[], options: ChordOptions = {}): Score {
  const { secondsPerToken = 0.5, velocity = 80, step = 'quarter' } = options
  if (!(secondsPerToken > 0)) throw new RangeError(`a token cannot last ${secondsPerToken} s`)
  const quarters = 1 / stepsPerQuarter[step]
  const strike = (chord: Chord, at: number): ScoreNote[] =>
    chord.map((pitch) => ({ start: at * quarters, end: (at + 1) * quarters, pitch, velocity }))
  return {
    notes: chords.flatMap(strike),
    tempos: [{ at: 0, bpm: (60 * quarters) / secondsPerToken }],
    meters: [{ at: 0, beats: 4, unit: 4 }],
    pedal: [],
    length: chords.length * quarters,
  }
}

/** Chords as pitch classes within the octave from middle C (60..71): a few hundred tokens instead of thousands. */
export const toPitchClasses = (chords: readonly Chord[]): Chord[] =>
  chords.map((chord) => [...new Set(chord.map((pitch) => 60 + (pitch % 12)))].sort((a, b) => a - b))

/** A token is an index into `chords`. */
export interface Vocabulary {
  chords: Chord[]
}

const keyOf = (chord: Chord): string => chord.join(' ')

/** From the lowest pitch up, a chord before those that continue it: silence, 36, 36 48, 36 48 52, 36 49, 37. */
function compareChords(a: Chord, b: Chord): number {
  const differs = a.findIndex((pitch, i) => pitch !== b[i])
  if (differs < 0) return a.length - b.length
  return differs < b.length ? a[differs] - b[differs] : 1
}

/** Every distinct chord of the songs, ordered by pitch, so that neighbouring tokens share their lowest notes. */
export function buildVocabulary(songs: readonly (readonly Chord[])[]): Vocabulary {
  const distinct = new Map<string, Chord>()
  for (const song of songs) for (const chord of song) distinct.set(keyOf(chord), chord)
  return { chords: [...distinct.values()].sort(compareChords) }
}

export interface Encoding {
  tokens: Int32Array
  /** 1 where the chord is in the vocabulary, 0 where its nearest entry stands for it */
  known: Uint8Array
}

/**
 * Chords as tokens. A chord outside the vocabulary becomes the entry that shares most pitches with it, of several
 * the one with the smallest index. Throws RangeError where the vocabulary is empty.
 */
export const encode = (vocabulary: Vocabulary, chords: readonly Chord[]): Encoding =>
  encoder(vocabulary)(chords)

/** `encode` for many songs: the vocabulary is indexed once. */
export function encoder(vocabulary: Vocabulary): (chords: readonly Chord[]) => Encoding {
  const tokenOf = new Map(vocabulary.chords.map((chord, token) => [keyOf(chord), token]))
  const nearest = nearestEntry(vocabulary)
  const substitutes = new Map<string, number>()
  const substitute = (key: string, chord: Chord): number => {
    const token = substitutes.get(key) ?? nearest(chord)
    substitutes.set(key, token)
    return token
  }
  return (chords) => {
    if (vocabulary.chords.length === 0) throw new RangeError('the vocabulary is empty')
    const tokens = new Int32Array(chords.length)
    const known = new Uint8Array(chords.length)
    chords.forEach((chord, at) => {
      const key = keyOf(chord)
      const token = tokenOf.get(key)
      known[at] = token === undefined ? 0 : 1
      tokens[at] = token ?? substitute(key, chord)
    })
    return { tokens, known }
  }
}

/** Counts shared pitches through an index from pitch to entries: 10,000 entries cost microseconds, not a scan. */
function nearestEntry({ chords }: Vocabulary): (chord: Chord) => number {
  const entriesWith = new Map<number, number[]>()
  chords.forEach((chord, token) => {
    for (const pitch of chord) {
      const entries = entriesWith.get(pitch)
      if (entries) entries.push(token)
      else entriesWith.set(pitch, [token])
    }
  })
  const shared = new Int32Array(chords.length)
  return (chord) => {
    let best = 0
    shared.fill(0)
    for (const pitch of chord) {
      for (const token of entriesWith.get(pitch) ?? []) {
        const more = ++shared[token] - shared[best]
        if (more > 0 || (more === 0 && token < best)) best = token
      }
    }
    return best
  }
}

/** Tokens as chords. Throws RangeError for a token outside the vocabulary. */
export function decode(vocabulary: Vocabulary, tokens: ArrayLike<number>): Chord[] {
  return Array.from(tokens, (token) => {
    if (!(token in vocabulary.chords)) throw new RangeError(`token ${token} is outside the vocabulary`)
    return vocabulary.chords[token]
  })
}
