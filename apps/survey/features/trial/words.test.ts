import { expect, test } from 'vitest'
import type { PlayerState } from './clip-player.ts'
import { hear, newListening } from './listening.ts'
import { announcement, clock, sayWords } from './words.ts'

const at = (phase: PlayerState['phase'], heard: number): PlayerState => ({
  phase,
  position: heard,
  listening: heard > 0 ? hear(newListening(30), 0, heard - 0.05) : newListening(30),
})

test('the sentence follows the player', () => {
  expect(sayWords(at('ready', 0), false)).toBe(
    'Press play. You can answer when you have heard the whole clip.',
  )
  expect(sayWords(at('playing', 12), false)).toBe('Listening. You can answer in 18 seconds.')
  expect(sayWords(at('paused', 29), false)).toBe('Paused. 1 second still to hear.')
  expect(sayWords(at('ready', 30), true)).toBe('You can answer now. Play it again if you like.')
  expect(sayWords(at('failed', 0), false)).toMatch('Skipping it costs you nothing')
})

test('a reader hears four announcements a clip', () => {
  const said = Array.from({ length: 31 }, (_, heard) => announcement(at('playing', heard), heard === 30))
  expect(new Set(said)).toEqual(
    new Set(['Playing.', 'Fifteen seconds left.', 'Five seconds left.', 'You can answer now.']),
  )
})

test('the clock counts minutes and seconds', () => {
  expect([0, 9.99, 61].map(clock)).toEqual(['0:00', '0:09', '1:01'])
})
