import { useCallback, useEffect, useRef, useState } from 'react'
import { audioElement } from '../trial/audio-element.ts'

export type SamplePhase = 'idle' | 'loading' | 'playing' | 'blocked' | 'failed'

/** Plays sounds of the page itself on the audio element that the clips will have, which the first press allows. */
export function useSample() {
  const [phase, setPhase] = useState<SamplePhase>('idle')
  /** Seconds into the sound. */
  const [position, setPosition] = useState(0)
  /** Seconds heard since the page was shown. */
  const [heard, setHeard] = useState(0)
  const url = useRef('')

  useEffect(() => {
    const audio = audioElement()
    const leaving = new AbortController()
    const { signal } = leaving
    let last = 0
    const on = (name: string, handle: () => void) => {
      audio.addEventListener(name, handle, { signal })
    }
    on('playing', () => {
      last = audio.currentTime
      setPhase('playing')
    })
    on('timeupdate', () => {
      const step = audio.currentTime - last
      last = audio.currentTime
      setPosition(audio.currentTime)
      // Back at the beginning where it plays round and round.
      if (step > 0) setHeard((before) => before + step)
    })
    on('pause', () => {
      setPhase((now) => (now === 'playing' ? 'idle' : now))
    })
    on('ended', () => {
      setPhase('idle')
    })
    on('error', () => {
      if (url.current !== '') setPhase('failed')
    })
    return () => {
      leaving.abort()
      audio.pause()
      audio.loop = false
      audio.removeAttribute('src')
      if (url.current.startsWith('blob:')) URL.revokeObjectURL(url.current)
      url.current = ''
    }
  }, [])

  /** Must be called straight from a press, or browsers refuse the sound. */
  const play = useCallback((source: string | Blob, { loop = false } = {}) => {
    const audio = audioElement()
    if (url.current.startsWith('blob:')) URL.revokeObjectURL(url.current)
    url.current = typeof source === 'string' ? source : URL.createObjectURL(source)
    audio.src = url.current
    audio.loop = loop
    setPosition(0)
    setPhase('loading')
    audio.play().catch((error: unknown) => {
      const { name } = error as DOMException
      if (name !== 'AbortError') setPhase(name === 'NotAllowedError' ? 'blocked' : 'failed')
    })
  }, [])
  const stop = useCallback(() => {
    audioElement().pause()
    setPhase('idle')
  }, [])
  return { phase, position, heard, play, stop }
}
