import type { Baseline } from '@earshot/originality/human-baseline'
import type { Verdict } from '@earshot/contract/originality'
import { verdictWords } from './words.ts'

interface OriginalityBadgeProps {
  verdict: Verdict
  score: number | null
  quantiles: Baseline['quantiles']
}

/** A verdict in a word, after a tiny axis from 0 to 1 with the clip as a stroke on the band of human excerpts. */
export function OriginalityBadge({ verdict, score, quantiles }: OriginalityBadgeProps) {
  return (
    <span className={verdict === 'copies' ? 'badge copies' : 'badge'}>
      <svg viewBox="0 0 72 14" aria-hidden="true">
        {quantiles ? <Band from={72 * quantiles.p5} to={72 * quantiles.p95} height={14} /> : null}
        <path className="line" d="M0 11H72" />
        {score === null ? null : <path className="stroke" d={`M${String(1 + 70 * score)} 2V11`} />}
      </svg>
      {verdictWords[verdict]}
    </span>
  )
}

const Band = ({ from, to, height }: { from: number; to: number; height: number }) => (
  <rect className="band" x={from} y={0} width={Math.max(1, to - from)} height={height} />
)
