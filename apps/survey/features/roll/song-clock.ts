import type { Score } from '@earshot/music/notes'
import { clock, defaultTempo } from '@earshot/music/tempo'

/** From quarter notes to seconds and back, by the tempo map of a score. */
export interface SongClock {
  seconds: (quarters: number) => number
  quarters: (seconds: number) => number
}

export function songClock({ tempos }: Pick<Score, 'tempos'>): SongClock {
  const seconds = clock(tempos)
  const stretches = [{ at: 0, bpm: defaultTempo }, ...tempos].map(({ at, bpm }) => ({
    quarters: at,
    seconds: seconds(at),
    perSecond: bpm / 60,
  }))
  return {
    seconds,
    quarters: (time) => {
      const last = stretches.findLast((stretch) => stretch.seconds <= time) ?? stretches[0]
      return last.quarters + (time - last.seconds) * last.perSecond
    },
  }
}
