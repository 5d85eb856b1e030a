import { useTranslate } from '../../languages/language-provider.tsx'
import { heardOfSecond, secondsHeard } from './listening.ts'
import type { PlayerState } from './clip-player.ts'
import { clock } from './words.ts'

/** Time as equal ticks, tall where heard. It shows nothing that could differ between clips. */
export function Ruler({ state: { position, listening } }: { state: PlayerState }) {
  const t = useTranslate()
  const { seconds } = listening
  const heardSeconds = Math.round(secondsHeard(listening))
  const ticks = Array.from({ length: Math.ceil(seconds) }, (_, second) => second)
  const width = ticks.length * 20
  return (
    <div className="ruler" dir="ltr">
      <svg
        viewBox={`0 0 ${String(width)} 40`}
        preserveAspectRatio="none"
        role="progressbar"
        aria-label={t('trial.heard')}
        aria-valuemin={0}
        aria-valuemax={seconds}
        aria-valuenow={heardSeconds}
        aria-valuetext={t('trial.heard-of', { heard: heardSeconds, seconds })}
      >
        {ticks.map((second) => {
          const long = second % 5 === 0
          const heard = heardOfSecond(listening, second) >= 0.9
          const height = heard ? (long ? 32 : 26) : long ? 16 : 10
          return (
            <rect
              key={second}
              className={heard ? 'heard' : 'tick'}
              x={second * 20 + (heard ? 8.5 : 9)}
              y={38 - height}
              width={heard ? 3 : 2}
              height={height}
            />
          )
        })}
        {position > 0 && position < seconds ? (
          <rect className="head" x={position * 20 - 1.5} y={0} width={3} height={40} />
        ) : null}
      </svg>
      <div className="time">
        <span>{clock(position)}</span>
        <span>{clock(seconds)}</span>
      </div>
    </div>
  )
}
