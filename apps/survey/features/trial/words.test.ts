import { expect, test } from 'vitest'
import { translatorOf } from '../../languages/catalogs.ts'
import type { PlayerState } from './clip-player.ts'
import { hear, newListening } from './listening.ts'
import { announcement, clock, sayWords, type Listener } from './words.ts'

const t = translatorOf('en')
const at = (
  phase: PlayerState['phase'],
  heard: number,
  { rules = { hear: 30 }, ...more }: Partial<PlayerState> & { rules?: Listener['rules'] } = {},
): Listener => ({
  state: {
    phase,
    position: heard,
    starts: 0,
    interrupted: false,
    listening: heard > 0 ? hear(newListening(30), 0, heard - 0.05) : newListening(30),
    ...more,
  },
  rules,
  seconds: 30,
})

test('the sentence follows the player', () => {
  expect(sayWords(at('ready', 0), t)).toBe('Press play. You can answer when you have heard the whole clip.')
  expect(sayWords(at('playing', 12), t)).toBe('Listening. You can answer in 18 seconds.')
  expect(sayWords(at('paused', 29), t)).toBe('Paused. 1 second still to hear.')
  expect(sayWords(at('paused', 29, { interrupted: true }), t)).toBe(
    'The sound was interrupted. Press play to go on.',
  )
  expect(sayWords(at('ready', 30), t)).toBe('You can answer now. Play it again if you like.')
  expect(sayWords(at('failed', 0), t)).toMatch('another one instead')
})

test('a part of the clip may be enough, and plays may be counted', () => {
  const part = { rules: { hear: 10 } }
  expect(sayWords(at('ready', 0, part), t)).toBe(
    'Press play. You can answer when you have heard enough of it.',
  )
  expect(sayWords(at('playing', 4, part), t)).toBe('Listening. You can answer in 6 seconds.')
  expect(sayWords(at('playing', 10, part), t)).toMatch('You can answer now.')
  const once = { rules: { hear: 30, plays: 1 } }
  expect(sayWords(at('ready', 0, once), t)).toMatch('this clip plays once')
  expect(sayWords(at('ready', 30, { ...once, starts: 1 }), t)).toBe('You can answer now.')
  const twice = { rules: { hear: 30, plays: 2 } }
  expect(sayWords(at('ready', 30, { ...twice, starts: 1 }), t)).toMatch('You may play it once more.')
})

test('a reader hears four announcements a clip', () => {
  const said = Array.from({ length: 31 }, (_, heard) => announcement(at('playing', heard), t))
  expect(new Set(said)).toEqual(
    new Set(['Playing.', 'Fifteen seconds left.', 'Five seconds left.', 'You can answer now.']),
  )
})

test('the clock counts minutes and seconds', () => {
  expect([0, 9.99, 61].map(clock)).toEqual(['0:00', '0:09', '1:01'])
})
