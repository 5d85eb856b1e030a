import type { PerformedNote, PerformedPedal } from '@earshot/music/notes'
import { play } from './piano.ts'
import type { Recordings } from './recordings.ts'
import { addRoom } from './room.ts'
import type { ClipSettings } from './settings.ts'
import type { Stereo } from './stereo.ts'

/** What strikes (see strikes.ts) and pedal sound like for `seconds` on the piano in its room, before fades and level. */
export function soundOf(
  notes: readonly PerformedNote[],
  pedal: readonly PerformedPedal[],
  seconds: number,
  recordings: Recordings,
  settings: Pick<ClipSettings, 'releaseNoise' | 'resonance' | 'room'>,
): Stereo {
  const sound = play(notes, pedal, seconds, recordings, settings)
  addRoom(sound, settings.room)
  return sound
}
