/** What the trial says while one listens. */
import type { TrialRules } from '@earshot/contract/blind'
import type { Translate } from '../../languages/translate.ts'
import type { PlayerState } from './clip-player.ts'
import { secondsHeard, secondsLeft } from './listening.ts'

export interface Listener {
  state: PlayerState
  rules: Pick<TrialRules, 'hear' | 'plays'>
  seconds: number
}

/** Whole seconds still to hear before an answer may be given; 0 is none. */
export const leftToHear = ({ state: { listening }, rules: { hear } }: Omit<Listener, 'seconds'>): number =>
  secondsLeft(listening, hear)

/** How often the clip may still be started; undefined: as often as one likes. */
export const playsLeft = ({ state: { starts }, rules: { plays } }: Omit<Listener, 'seconds'>) =>
  plays === undefined ? undefined : Math.max(0, plays - starts)

/** Whether the clip must be heard to its end, in the words of a select. */
export const whole = ({ rules, seconds }: Pick<Listener, 'rules' | 'seconds'>): 'yes' | 'no' =>
  rules.hear >= seconds ? 'yes' : 'no'

/** The sentence under the player. */
export function sayWords(listener: Listener, t: Translate): string {
  const { phase, listening, interrupted } = listener.state
  const left = leftToHear(listener)
  const plays = playsLeft(listener)
  if (phase === 'loading') return t('trial.fetching')
  if (phase === 'failed') return t('trial.failed')
  if (phase === 'blocked') return t('trial.blocked')
  if (interrupted) return t('trial.interrupted')
  if (left === 0) {
    if (plays === undefined) return t('trial.open')
    return plays === 0 ? t('trial.open-once') : t('trial.open-plays', { left: plays })
  }
  if (phase === 'playing') return t('trial.listening', { left })
  if (secondsHeard(listening) > 0) return t('trial.paused', { left })
  return listener.rules.plays === 1
    ? t('trial.press-play-once')
    : t('trial.press-play', { all: whole(listener) })
}

/** What a screen reader announces: four times a clip, not thirty. */
export function announcement(listener: Listener, t: Translate): string {
  const { phase, listening, interrupted } = listener.state
  const left = leftToHear(listener)
  if (phase === 'failed') return t('trial.said-failed')
  if (phase === 'blocked') return t('trial.blocked')
  if (interrupted) return t('trial.interrupted')
  if (left === 0) return t('trial.said-open')
  if (phase !== 'playing') return secondsHeard(listening) > 0 ? t('trial.said-paused') : ''
  if (left <= 5) return t('trial.said-five')
  return left <= 15 ? t('trial.said-fifteen') : t('trial.said-playing')
}

export const clock = (position: number): string => {
  const whole = Math.floor(position)
  return `${String(Math.floor(whole / 60))}:${String(whole % 60).padStart(2, '0')}`
}
