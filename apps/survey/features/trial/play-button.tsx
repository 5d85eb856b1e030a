import type { RefObject } from 'react'
import type { PlayerState } from './clip-player.ts'
import { secondsLeft } from './listening.ts'

interface PlayButtonProps {
  state: PlayerState
  button: RefObject<HTMLButtonElement | null>
  onPress: () => void
}

export function PlayButton({ state, button, onPress }: PlayButtonProps) {
  const playing = state.phase === 'playing'
  return (
    <button
      className="play"
      type="button"
      ref={button}
      onClick={onPress}
      aria-label={label(state)}
      aria-busy={state.phase === 'loading'}
    >
      <svg className={playing ? undefined : 'tri'} viewBox="0 0 30 30" aria-hidden="true">
        <path d={playing ? 'M7 5h6v20H7zM17 5h6v20h-6z' : 'M7 4v22l18-11z'} fill="currentColor" />
      </svg>
    </button>
  )
}

function label({ phase, position, listening }: PlayerState): string {
  if (phase === 'playing') return 'Pause'
  if (phase === 'loading') return 'Play: the clip is being fetched'
  if (position > 0) return 'Play on'
  return secondsLeft(listening) === 0 ? 'Play again' : 'Play'
}
