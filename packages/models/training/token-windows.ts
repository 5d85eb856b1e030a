import type { Score } from '@earshot/music/notes'
import { toChords, toPitchClasses, type Chord } from '@earshot/music/tokens'
import { below, type Random } from '@earshot/random/random'
import type { LstmEncoding } from '../files/encoding.ts'
import type { Mode } from '../networks/lstm.ts'
import type { Targets } from '../networks/softmax-loss.ts'

/** A song as tokens; `known` is 0 where the vocabulary lacks the chord. */
export interface TokenSong {
  tokens: Int32Array
  known: Uint8Array
}

/** A window of a song: its inputs begin at `start`. */
export interface TokenWindow {
  song: TokenSong
  start: number
}

/** A song's chords as the encoding wants them. */
export function songChords(score: Score, { timeStep, chords }: LstmEncoding): Chord[] {
  const full = toChords(score, timeStep)
  return chords === 'pitches' ? full : toPitchClasses(full)
}

/** Says why a song has no window; null where it has one: a window of tokens and the one to predict. */
export const tooShortForTokens =
  (encoding: LstmEncoding) =>
  (score: Score): string | null =>
    songChords(score, encoding).length <= encoding.window
      ? `shorter than ${encoding.window + 1} tokens`
      : null

/** Every window of every song, as the paper trains; no window crosses from one song to the next. */
export const allWindows = (songs: TokenSong[], length: number): TokenWindow[] =>
  songs.flatMap((song) =>
    Array.from({ length: Math.max(0, song.tokens.length - length) }, (_, start) => ({ song, start })),
  )

/** Windows end to end, from a random first start in each song: with a target a step, each token counts about once. */
export function tiledWindows(songs: readonly TokenSong[], length: number, random: Random): TokenWindow[] {
  return songs.flatMap((song) => {
    const starts = Math.max(0, song.tokens.length - length)
    const first = below(Math.min(length, starts), random)
    const tiles = Math.ceil((starts - first) / length)
    return Array.from({ length: tiles }, (_, i) => ({ song, start: first + i * length }))
  })
}

/** The inputs of windows side by side, [steps][windows]. */
export const windowInputs = (windows: TokenWindow[], length: number): number[][] =>
  Array.from({ length }, (_, t) => windows.map(({ song, start }) => song.tokens[start + t]))

/** What the windows should predict, step by step: after each step, or in mode 'windows' after the last. */
export function windowTargets(windows: TokenWindow[], length: number, mode: Mode): Targets {
  const steps = mode === 'windows' ? [length] : Array.from({ length }, (_, t) => t + 1)
  const at = steps.flatMap((t) => windows.map(({ song, start }) => ({ song, index: start + t })))
  return {
    tokens: Int32Array.from(at, ({ song, index }) => song.tokens[index]),
    counted: Uint8Array.from(at, ({ song, index }) => song.known[index]),
  }
}
