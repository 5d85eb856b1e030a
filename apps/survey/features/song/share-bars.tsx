import { perCent } from '../data/numbers.ts'

interface ShareBarsProps {
  title: string
  /** What the shares are of. */
  of: string
  bars: readonly { name: string; share: number }[]
}

/** Shares of a whole as bars with their names under them and their per cent above. */
export function ShareBars({ title, of, bars }: ShareBarsProps) {
  const largest = Math.max(0.01, ...bars.map(({ share }) => share))
  return (
    <figure className="shares">
      <figcaption>
        <b>{title}</b> <span>% of {of}</span>
      </figcaption>
      <ol>
        {bars.map(({ name, share }) => (
          <li key={name}>
            <span className="bar-room" aria-hidden="true">
              <span className="num">{share === 0 ? '' : wholePerCent(share)}</span>
              <i style={{ height: `${share === 0 ? 0 : Math.max(1, (80 * share) / largest)}%` }} />
            </span>
            <span>
              {name}
              <span className="vh">: {perCent(share)} %</span>
            </span>
          </li>
        ))}
      </ol>
    </figure>
  )
}

/** Under one per cent is not nothing. */
const wholePerCent = (share: number): string => (share < 0.005 ? '<1' : String(Math.round(100 * share)))
