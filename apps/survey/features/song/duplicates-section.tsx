import type { SongView } from '@earshot/data-sets/songs'
import { keyName } from '@earshot/data-sets/summary'
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
  return (
    <Section id="duplicates" mark="C" title="Near-duplicates">
      {relatives.length === 0 ? (
        <p className="read">No other song of this data set is nearly the same.</p>
      ) : (
        <>
          <ul className="relatives">
            <li>
              <Beginning title={song.title} score={song.score} />
              <p>
                <b>This song</b>
                <Words features={song.features} />
              </p>
            </li>
            {relatives.map(({ id, title, score, features }) => (
              <li key={id}>
                {score ? <Beginning title={title} score={score} /> : null}
                <p>
                  <Link href={songAddress(song.dataSet, id)}>{title}</Link>
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

function Beginning({ title, score }: { title: string; score: SongView['score'] }) {
  return <RollThumb score={score} label={`Piano roll of ${title}, its beginning`} bars={thumbBars} />
}

const Words = ({ features: { tempo, key, bars } }: Pick<SongView, 'features'>) => (
  <span className="num">
    {' '}
    {decimals(tempo.median, 0)} a minute, {key ? keyName(key) : 'no key'}, {whole(bars)} bars
  </span>
)
