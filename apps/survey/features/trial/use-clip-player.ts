import type { BlindTrial } from '@earshot/contract/blind'
import { useCallback, useEffect, useRef, useState } from 'react'
import { ClipPlayer, type PlayerState } from './clip-player.ts'
import { fetchClip, forgetClip } from './clips.ts'
import { newListening } from './listening.ts'

/** The one audio element of the page, made by the first trial. */
let element: HTMLAudioElement | undefined

function audioElement(): HTMLAudioElement {
  if (!element) {
    element = new Audio()
    element.preload = 'auto'
    element.setAttribute('playsinline', '')
  }
  return element
}

/** A player for the clip of a trial, and the clip after it fetched meanwhile. */
export function useClipPlayer(trial: BlindTrial, next: BlindTrial | undefined) {
  const player = useRef<ClipPlayer>(undefined)
  const [state, setState] = useState<PlayerState>(() => ({
    phase: 'loading',
    position: 0,
    listening: newListening(trial.seconds),
  }))
  const nextKey = next?.key

  const load = useCallback(async () => {
    const { current } = player
    try {
      const clip = await fetchClip(trial.key)
      if (current && current === player.current) current.load(clip)
    } catch {
      current?.fail()
    }
  }, [trial.key])

  useEffect(() => {
    const made = new ClipPlayer(audioElement(), trial.seconds, setState)
    player.current = made
    void load()
    return () => {
      made.dispose()
      player.current = undefined
      forgetClip(trial.key)
    }
  }, [trial.key, trial.seconds, load])

  // Which clip is next may be known only later; the one that is heard comes first.
  useEffect(() => {
    if (nextKey === undefined) return
    fetchClip(trial.key)
      .then(() => fetchClip(nextKey))
      .catch(() => undefined)
  }, [trial.key, nextKey])

  return { player, state, load }
}
