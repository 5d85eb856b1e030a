import { Fragment, type CSSProperties } from 'react'
import { MarkerGlyph } from '../../components/source-tag.tsx'
import { DotRows, type DotAxis } from './dot-rows.tsx'
import { Histogram } from './histogram.tsx'
import { bracketsOf, type MarkedSource } from './marked.ts'
import { counted, decimals, perCent } from './numbers.ts'

export interface Ends {
  low: string
  high: string
}

const meanAxis: DotAxis = { ticks: [1, 2, 3, 4, 5], low: 'human', high: 'computer' }
const shareAxis: DotAxis = { ticks: [0, 25, 50, 75, 100], low: '', high: 'per cent of all ratings' }

/** Figure 1: a row a source with its histogram, its mean on the five lines, and its share of natural ratings. */
export function RatingsFigure({ sources, ends }: { sources: MarkedSource[]; ends: Ends }) {
  const largest = Math.max(...sources.flatMap(({ ratings }) => ratings))
  return (
    <figure>
      <div className="score" style={vars({ '--sources': sources.length })}>
        <p className="sh sh-h">How often each rating was given</p>
        {sources.map((source, index) => (
          <Fragment key={source.name}>
            <SourceName source={source} at={index + 2} />
            <div className="hist" style={vars({ '--at': index + 2 })}>
              <Histogram
                name={source.label}
                ratings={source.ratings}
                marker={source.marker}
                largest={largest}
              />
            </div>
          </Fragment>
        ))}
        <Means sources={sources} />
        <Shares sources={sources} />
        {bracketsOf(sources).map(({ from, to }) => (
          <i key={from} className="brace" style={vars({ '--from': from + 2, '--to': to + 3 })} />
        ))}
      </div>
      <figcaption className="cap">
        <b>Figure 1.</b> Ratings of these clips, from 1 ({ends.low}) to 5 ({ends.high}). Solid bars are the
        ratings that count as natural, 1 and 2; the bars of all sources have one scale. The numbers are in
        Table 1.
      </figcaption>
    </figure>
  )
}

function SourceName({ source: { marker, label, n }, at }: { source: MarkedSource; at: number }) {
  return (
    <div className="part" style={vars({ '--at': at })}>
      <b>
        <MarkerGlyph marker={marker} />
        {label}
      </b>
      <span>{counted(n, 'rating')}</span>
    </div>
  )
}

function Means({ sources }: { sources: MarkedSource[] }) {
  const rows = sources.map(({ label, marker, mean }) => ({
    name: label,
    marker,
    value: mean,
    text: decimals(mean),
  }))
  return (
    <>
      <p className="sh sh-m">Mean rating</p>
      <div className="c-m">
        <DotRows label="Mean rating of each source; the numbers are in Table 1" rows={rows} axis={meanAxis} />
      </div>
    </>
  )
}

function Shares({ sources }: { sources: MarkedSource[] }) {
  const rows = sources.map(({ label, marker, pNatural: { all } }) => ({
    name: label,
    marker,
    value: all === null ? null : 100 * all,
    text: perCent(all),
  }))
  return (
    <>
      <p className="sh sh-p">Perceived as natural (1 or 2)</p>
      <div className="c-p">
        <DotRows
          label="Share of all ratings that are 1 or 2, for each source; the numbers are in Table 1"
          rows={rows}
          axis={shareAxis}
        />
      </div>
    </>
  )
}

const vars = (values: Record<`--${string}`, number>): CSSProperties => values
