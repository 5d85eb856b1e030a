/** What the trial says while one listens. */
import { secondsHeard, secondsLeft } from './listening.ts'
import type { PlayerState } from './clip-player.ts'

const seconds = (count: number): string => `${String(count)} ${count === 1 ? 'second' : 'seconds'}`

/** The sentence under the player; `open` once an answer may be given. */
export function sayWords({ phase, listening }: PlayerState, open: boolean): string {
  const left = secondsLeft(listening)
  if (phase === 'loading') return 'Fetching the clip.'
  if (phase === 'failed') return 'This clip did not load. Skipping it costs you nothing.'
  if (phase === 'blocked') return 'Press play once more: your browser wants a second press.'
  if (open) return 'You can answer now. Play it again if you like.'
  if (phase === 'playing') return `Listening. You can answer in ${seconds(left)}.`
  if (secondsHeard(listening) > 0) return `Paused. ${seconds(left)} still to hear.`
  return 'Press play. You can answer when you have heard the whole clip.'
}

/** What a screen reader announces: four times a clip, not thirty. */
export function announcement({ phase, listening }: PlayerState, open: boolean): string {
  const left = secondsLeft(listening)
  if (open) return 'You can answer now.'
  if (phase === 'failed') return 'This clip did not load.'
  if (phase !== 'playing') return secondsHeard(listening) > 0 ? 'Paused.' : ''
  if (left <= 5) return 'Five seconds left.'
  return left <= 15 ? 'Fifteen seconds left.' : 'Playing.'
}

export const clock = (position: number): string => {
  const whole = Math.floor(position)
  return `${String(Math.floor(whole / 60))}:${String(whole % 60).padStart(2, '0')}`
}
