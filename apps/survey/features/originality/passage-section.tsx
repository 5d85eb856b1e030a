import type { ClipOriginality, OriginalityReport } from '@earshot/data-sets/originality-check'
import {
  passageKinds,
  type FoundPassage,
  type PassageKind,
  type PassagePlace,
  type PassageView,
} from '@earshot/data-sets/passage'
import Link from 'next/link'
import { Section } from '../../components/section.tsx'
import { counted, decimals, pitchName, whole } from '../data/numbers.ts'
import { songAddress } from '../data/song-address.ts'
import { passageAddress } from './address.ts'
import { PassageRoll } from './passage-roll.tsx'
import { barWords, secondWords, transpositionWords } from './words.ts'

interface PassageSectionProps {
  report: OriginalityReport
  clip: ClipOriginality
  kind: PassageKind
  /** Null where there is no such passage, or the clip or the song was removed. */
  view: (PassageView & { place: PassagePlace }) | null
}

/** One clip above the passage of the song that it is like. */
export function PassageSection({ report, clip, kind, view }: PassageSectionProps) {
  const found = clip[kind]
  return (
    <Section id="passage" mark="B" title={`Clip ${clip.name} and the song`}>
      <KindSwitch report={report} clip={clip} kind={kind} />
      {found && view ? (
        <Passage report={report} clip={clip} kind={kind} found={found} view={view} />
      ) : (
        <p className="read">{absent(clip, kind)}</p>
      )}
    </Section>
  )
}

const kindWords: Record<PassageKind, string> = { closest: 'Closest passage', longest: 'Longest run' }

function KindSwitch({ report, clip, kind }: Omit<PassageSectionProps, 'view'>) {
  return (
    <nav className="scope" aria-label="Which passage">
      <ul className="switch">
        {passageKinds.map((each) => (
          <li key={each}>
            <Link href={passageAddress(report, clip, each)} aria-current={each === kind ? 'page' : undefined}>
              {kindWords[each]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function absent(clip: ClipOriginality, kind: PassageKind): string {
  if (clip.reason !== null) return `This clip was not checked: ${clip.reason}.`
  if (!clip[kind]) return 'No passage of any song is like this clip.'
  return 'The clip or the song was removed since it was checked, so its notes cannot be shown. Check the pool again.'
}

interface PassageProps extends Omit<PassageSectionProps, 'view'> {
  found: FoundPassage
  view: PassageView & { place: PassagePlace }
}

function Passage({ report, clip, kind, found, view }: PassageProps) {
  const { place } = view
  const shared = found.shared.length
  return (
    <figure className="passage">
      <p className="read">
        <span className="warn-word">Red and underlined:</span> {counted(shared, 'note')} of the clip, from{' '}
        {secondWords(place.clip)}, that <b>{found.title}</b> has in {barWords(place.song)} too.{' '}
        {transpositionWords(found.transposition)}
      </p>
      <h3>
        Clip {clip.name} of {report.pool}
      </h3>
      <PassageRoll
        cut={view.clip}
        view={view}
        mark={(second) => `${String(second)} s`}
        label={`Piano roll of clip ${clip.name}, ${rollWords(view, view.clip.notes.length, shared)}`}
      />
      <h3>
        <Link href={songAddress(report.data, found.songId)}>{found.title}</Link>, {barWords(place.song)}
      </h3>
      <PassageRoll
        cut={view.song}
        view={view}
        mark={(bar) => String(bar)}
        label={`Piano roll of ${found.title}, ${barWords(place.song)}, ${rollWords(view, view.song.notes.length, shared)}`}
      />
      <figcaption className="cap">
        <b>Figure 2.</b> {kindWords[kind]}
        {kind === 'closest'
          ? `, likeness ${decimals(clip.similarity, 2)}`
          : `, ${counted(found.count, 'note')}`}
        , with four quarter notes around it, from {pitchName(view.pitches.lowest)} to{' '}
        {pitchName(view.pitches.highest)}. Both rolls have one scale of pitch and of time, and what stands
        above one another belongs together. The song is drawn as it was compared: coarsened as the clip’s own
        music was. Numbers are seconds of the clip and bars of the song.
      </figcaption>
    </figure>
  )
}

const rollWords = ({ pitches }: PassageView, notes: number, shared: number): string =>
  `${counted(notes, 'note')} between ${pitchName(pitches.lowest)} and ${pitchName(pitches.highest)}, ${whole(shared)} of them shared`
