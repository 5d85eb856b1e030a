'use client'
import { useEffect, useMemo } from 'react'
import { countedBars, minutes, placeOf } from '../roll/place.ts'
import { Roll } from '../roll/roll.tsx'
import { songClock } from '../roll/song-clock.ts'
import { useCalmTime } from '../roll/use-calm-time.ts'
import type { SongPhase } from './song-player.ts'
import { useSongPlayer, type ListenedSong } from './use-song-player.ts'

interface SongListenerProps {
  song: ListenedSong
  title: string
  description: string
  marked?: readonly number[]
}

/** A song to be seen and heard: the playhead moves over its roll while it sounds. */
export function SongListener({ song, title, description, marked }: SongListenerProps) {
  const { state, toggle, seek } = useSongPlayer(song)
  const { phase, position, problem } = state
  useSpace(toggle)
  const time = useCalmTime(position, phase === 'playing')
  return (
    <div className="listener">
      <div className="transport">
        <PlayButton phase={phase} onPress={toggle} />
        <Position song={song} time={time} />
      </div>
      <p className="cap says" role="status">
        {says(phase)}
      </p>
      {phase === 'failed' ? (
        <p className="note warn" role="alert">
          <b>No sound.</b> {problem}
        </p>
      ) : null}
      <Roll
        score={song.score}
        title={title}
        description={description}
        time={position}
        playing={phase === 'playing'}
        onTime={seek}
        onPlay={toggle}
        marked={marked}
      />
    </div>
  )
}

const says = (phase: SongPhase): string => {
  if (phase === 'fetching') return 'The piano is being made ready.'
  if (phase === 'blocked') return 'Press play once more: your browser wants a second press.'
  return ''
}

function PlayButton({ phase, onPress }: { phase: SongPhase; onPress: () => void }) {
  const going = phase === 'playing' || phase === 'fetching'
  return (
    <button type="button" className="btn primary" onClick={onPress} aria-busy={phase === 'fetching'}>
      <svg width="14" height="14" viewBox="0 0 30 30" aria-hidden="true">
        <path d={going ? 'M6 3h6v24H6zM18 3h6v24h-6z' : 'M6 2v26l22-13z'} fill="currentColor" />
      </svg>
      {going ? 'Pause' : 'Play'}
    </button>
  )
}

/** Where the playhead stands, in words. */
function Position({ song: { score }, time }: { song: ListenedSong; time: number }) {
  const bars = useMemo(() => countedBars(score), [score])
  const clock = useMemo(() => songClock(score), [score])
  const { bar, beat } = placeOf(bars, clock.quarters(time))
  return (
    <p className="position num">
      Bar {bar}, beat {beat} <span aria-hidden="true">·</span> {minutes(time)} of{' '}
      {minutes(clock.seconds(score.length))}
    </p>
  )
}

/** Space plays and pauses, unless something is focused that Space presses or writes to. */
function useSpace(toggle: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.key !== ' ' || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
      if (target.closest('button, a, input, select, textarea, summary')) return
      event.preventDefault()
      toggle()
    }
    window.addEventListener('keydown', press)
    return () => {
      window.removeEventListener('keydown', press)
    }
  }, [toggle])
}
