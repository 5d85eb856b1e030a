import type { BlindTrial } from '@earshot/contract/blind'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Refused } from '../run/refused.ts'
import { audioElement } from './audio-element.ts'
import { ClipPlayer, type PlayerState } from './clip-player.ts'
import { fetchClip, forgetClip } from './clips.ts'
import { newListening } from './listening.ts'

/** A player for the clip of a trial, and the clip after it fetched meanwhile. */
export function useClipPlayer(trial: BlindTrial, next: BlindTrial | undefined) {
  const player = useRef<ClipPlayer>(undefined)
  const [state, setState] = useState<PlayerState>(() => ({
    phase: 'loading',
    position: 0,
    listening: newListening(trial.seconds),
    starts: 0,
    interrupted: false,
  }))
  const nextKey = next?.key

  const load = useCallback(async () => {
    const { current } = player
    const isHere = () => current !== undefined && current === player.current
    for (;;) {
      try {
        const clip = await fetchClip(trial.key)
        if (isHere()) current?.load(clip)
        return
      } catch (error) {
        // Without a connection the clip is no worse than others: it is waited for.
        if (error instanceof Refused || navigator.onLine) {
          current?.fail()
          return
        }
        await online()
        if (!isHere()) return
      }
    }
  }, [trial.key])

  useEffect(() => {
    const made = new ClipPlayer(audioElement(), trial, setState)
    player.current = made
    void load()
    return () => {
      made.dispose()
      player.current = undefined
      forgetClip(trial.key)
    }
    // The key says which trial it is.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the trial of a key does not change
  }, [trial.key, load])

  // Which clip is next may be known only later; the one that is heard comes first.
  useEffect(() => {
    if (nextKey === undefined) return
    fetchClip(trial.key)
      .then(() => fetchClip(nextKey))
      .catch(() => undefined)
  }, [trial.key, nextKey])

  return { player, state, load }
}

const online = (): Promise<void> =>
  new Promise((resolve) => {
    window.addEventListener(
      'online',
      () => {
        resolve()
      },
      { once: true },
    )
  })
