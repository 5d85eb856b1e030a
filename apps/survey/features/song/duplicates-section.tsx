import type { SongView } from '@earshot/data-sets/songs'
import { keyName } from '@earshot/data-sets/summary'
import type { RollView } from '@earshot/music/roll-layout'
import Link from 'next/link'
import { Section } from '../../components/section.tsx'
import { counted, decimals, whole } from '../data/numbers.ts'
import { songAddress } from '../data/song-address.ts'
import { RollThumb } from '../roll/roll-thumb.tsx'

/** A song of the same group, with its notes where they are shown. */
export type Relative = SongView['duplicates'][number] & { score: SongView['score'] | undefined }

interface DuplicatesSectionProps {
  song: SongView
  relatives: readonly Relative[]
}

/** Bars of a thumb. */
const thumbBars = 16

/** The song beside its near-duplicates. */
export function DuplicatesSection({ song, relatives }: DuplicatesSectionProps) {
  const others = song.duplicates.length - relatives.length
  const pitches = commonPitches([song.features, ...relatives.map(({ features }) => features)])
  return (
    <Section id="duplicates" mark="C" title="Near-duplicates">
      {relatives.length === 0 ? (
        <p className="read">No other song of this data set is nearly the same.</p>
      ) : (
        <>
          <ul className="relatives">
            <li>
              <Beginning title={song.title} score={song.score} pitches={pitches} />
              <p>
                <b>This song</b>
                <Words features={song.features} />
              </p>
            </li>
            {relatives.map(({ id, title, score, features }) => (
              <li key={id}>
                {score ? <Beginning title={title} score={score} pitches={pitches} /> : null}
                <p>
                  <Link prefetch={false} href={songAddress(song.dataSet, id)}>
                    {title}
                  </Link>
                  <Words features={features} />
                </p>
              </li>
            ))}
          </ul>
          <p className="cap">
            The first {thumbBars} bars of each.
            {others > 0
              ? ` ${counted(others, 'more song')} of the group ${others === 1 ? 'is' : 'are'} not shown.`
              : ''}
          </p>
        </>
      )}
    </Section>
  )
}

interface BeginningProps extends Pick<SongView, 'title' | 'score'> {
  pitches: RollView['pitches']
}

const Beginning = ({ title, score, pitches }: BeginningProps) => (
  <RollThumb
    score={score}
    label={`Piano roll of ${title}, its beginning`}
    bars={thumbBars}
    view={{ pitches }}
  />
)

/** One range for all, in which a transposed song is seen to be one; undefined where there are no notes. */
function commonPitches(all: readonly SongView['features'][]): RollView['pitches'] {
  const found = all
    .flatMap(({ pitch: { lowest, highest } }) => [lowest, highest])
    .filter((pitch) => pitch !== null)
  if (found.length === 0) return undefined
  return { lowest: Math.max(0, Math.min(...found) - 2), highest: Math.min(127, Math.max(...found) + 2) }
}

const Words = ({ features: { tempo, key, bars } }: Pick<SongView, 'features'>) => (
  <span className="num">
    {' '}
    {decimals(tempo.median, 0)} a minute, {key ? keyName(key) : 'no key'}, {whole(bars)} bars
  </span>
)
