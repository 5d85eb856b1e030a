import type { RefObject } from 'react'
import { useTranslate } from '../../languages/language-provider.tsx'
import type { MessageId } from '../../languages/en.ts'
import type { PlayerState } from './clip-player.ts'
import { secondsLeft } from './listening.ts'

interface PlayButtonProps {
  state: PlayerState
  /** There is nothing that it could play, or nothing any more. */
  unusable: boolean
  button: RefObject<HTMLButtonElement | null>
  onPress: () => void
}

export function PlayButton({ state, unusable, button, onPress }: PlayButtonProps) {
  const t = useTranslate()
  const playing = state.phase === 'playing'
  return (
    <button
      className="play"
      type="button"
      ref={button}
      onClick={onPress}
      disabled={unusable}
      aria-label={t(label(state))}
      aria-busy={state.phase === 'loading'}
    >
      <svg className={playing ? undefined : 'tri'} viewBox="0 0 30 30" aria-hidden="true">
        <path d={playing ? 'M7 5h6v20H7zM17 5h6v20h-6z' : 'M7 4v22l18-11z'} fill="currentColor" />
      </svg>
    </button>
  )
}

function label({ phase, position, listening }: PlayerState): MessageId {
  if (phase === 'playing') return 'trial.pause'
  if (phase === 'loading') return 'trial.play-fetching'
  if (position > 0) return 'trial.play-on'
  return secondsLeft(listening) === 0 ? 'trial.play-again' : 'trial.play'
}
