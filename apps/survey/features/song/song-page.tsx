import type { SongView } from '@earshot/data-sets/songs'
import { keyName } from '@earshot/data-sets/summary'
import Link from 'next/link'
import { Facts } from '../../components/facts.tsx'
import { Section } from '../../components/section.tsx'
import { decimals, missing, whole } from '../data/numbers.ts'
import { dataSetAddress, songAddress } from '../data/song-address.ts'
import { SongListener } from '../listen/song-listener.tsx'
import { minutes } from '../roll/place.ts'
import { DuplicatesSection, type Relative } from './duplicates-section.tsx'
import { FeaturesSection } from './features-section.tsx'
import { FilesSection } from './files-section.tsx'
import { rollWords } from './roll-words.ts'

interface NamedSong {
  id: string
  title: string
}

interface SongPageProps {
  song: SongView
  relatives: readonly Relative[]
  /** The songs before and after it in the list. */
  neighbours: { previous: NamedSong | undefined; next: NamedSong | undefined }
}

/** A song: its piano roll with sound, its features, its near-duplicates and its files. */
export function SongPage({ song, relatives, neighbours }: SongPageProps) {
  const { dataSet, id, title, score, features } = song
  const { key, tempo, bars, notes, seconds, meters } = features
  return (
    <>
      <div className="title">
        <p className="crumb">
          <Link prefetch={false} href="/data">
            Data sets
          </Link>{' '}
          /{' '}
          <Link prefetch={false} href={dataSetAddress(dataSet)}>
            {dataSet}
          </Link>
        </p>
        <h1 className="song-name">{title}</h1>
        <Facts
          facts={[
            { name: 'Key', value: key ? keyName(key) : missing },
            { name: 'Tempo', value: decimals(tempo.median, 0) },
            { name: 'Meter', value: meters.join(', ') },
            { name: 'Bars', value: whole(bars) },
            { name: 'Length', value: minutes(seconds) },
            { name: 'Notes', value: whole(notes) },
          ]}
        />
        <NextSongs dataSet={dataSet} {...neighbours} />
      </div>
      <Section id="roll" mark="A" title="Piano roll">
        <SongListener
          key={id}
          song={{ name: dataSet, id, score }}
          title={title}
          description={rollWords(features)}
        />
      </Section>
      <FeaturesSection features={features} />
      <DuplicatesSection song={song} relatives={relatives} />
      <FilesSection song={song} />
    </>
  )
}

function NextSongs({ dataSet, previous, next }: SongPageProps['neighbours'] & { dataSet: string }) {
  if (!previous && !next) return null
  return (
    <nav className="next-songs" aria-label="Songs before and after">
      {previous ? (
        <Link prefetch={false} rel="prev" href={songAddress(dataSet, previous.id)}>
          <span>Previous</span> {previous.title}
        </Link>
      ) : null}
      {next ? (
        <Link prefetch={false} rel="next" href={songAddress(dataSet, next.id)}>
          <span>Next</span> {next.title}
        </Link>
      ) : null}
    </nav>
  )
}
