import type { OriginalityReport } from '@earshot/data-sets/originality-check'
import { copyBelow } from '@earshot/originality/originality'
import { counted, decimals } from '../data/numbers.ts'

const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1]
const percent = (share: number): string => `${String(Math.round(10_000 * share) / 100)}%`

/** Figure 1: a stroke for every clip that was checked, over the band of the human excerpts. */
export function StripFigure({ report: { pool, baseline, clips } }: { report: OriginalityReport }) {
  const { quantiles } = baseline
  const scored = clips.flatMap(({ clip, score }) => (score === null ? [] : [{ clip, score }]))
  return (
    <figure className="strip-figure">
      <div className="strip" role="img" aria-label={stripWords(pool, scored.length)}>
        {quantiles ? (
          <>
            <i
              className="human"
              style={{ left: percent(quantiles.p5), width: percent(quantiles.p95 - quantiles.p5) }}
            />
            <i className="human-median" style={{ left: percent(quantiles.p50) }} />
            <span className="human-name" style={{ left: percent(quantiles.p50) }}>
              human
            </span>
          </>
        ) : null}
        <i className="copy-line" style={{ left: percent(copyBelow) }} />
        {scored.map(({ clip, score }) => (
          <i key={clip} className="of-clip" style={{ left: percent(score) }} />
        ))}
      </div>
      <p className="strip-axis num" aria-hidden="true">
        {ticks.map((tick) => (
          <span key={tick} style={{ left: percent(tick) }}>
            {decimals(tick, 1)}
          </span>
        ))}
      </p>
      <figcaption className="cap">
        <b>Figure 1.</b> The score of each clip: 0 has the notes of a song, 1 has none in common. The band
        holds the middle nine tenths of {counted(baseline.scores.length, 'human excerpt')}, and the line in it
        is their median. Left of the dashed line, at {decimals(copyBelow, 2)}, a clip copies; a long run of a
        song’s notes makes a copy anywhere. The numbers are in Table 1.
      </figcaption>
    </figure>
  )
}

const stripWords = (pool: string, clips: number): string =>
  `Scores of ${counted(clips, 'clip')} of ${pool} on an axis from 0 to 1, over the band of human excerpts; the numbers are in Table 1`
