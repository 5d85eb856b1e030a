import { perform, type Score } from '@earshot/music/notes'
import { useCallback, useEffect, useRef, useState } from 'react'
import { audible } from './clip-plan.ts'
import { fetchSound, soundAddress } from './fetch-sound.ts'
import { SongPlayer, type SongState } from './song-player.ts'

export interface ListenedSong {
  name: string
  id: string
  score: Score
}

/** A player for a song of a data set, with an audio element of its own. */
export function useSongPlayer({ name, id, score }: ListenedSong) {
  const player = useRef<SongPlayer>(null)
  const [state, setState] = useState<SongState>({ phase: 'paused', position: 0, problem: '' })

  useEffect(() => {
    const { notes, duration } = perform(score)
    const audio = new Audio()
    audio.setAttribute('playsinline', '')
    const made = new SongPlayer(
      audio,
      {
        onsets: audible(notes).map(({ start }) => start),
        duration,
        soundAddress: (from) => soundAddress({ name, id }, from),
        fetchSound: (from) => fetchSound({ name, id }, from),
      },
      setState,
    )
    player.current = made
    return () => {
      made.dispose()
      player.current = null
    }
  }, [name, id, score])

  const toggle = useCallback(() => {
    player.current?.toggle()
  }, [])
  const seek = useCallback((seconds: number) => {
    player.current?.seek(seconds)
  }, [])
  return { state, toggle, seek }
}
