import type { Results } from '@earshot/contract/results'
import { Section } from '../../components/section.tsx'
import { leakCheckWords, repeatsInWords } from './words.ts'

/** What a reader of these numbers must know. */
export function NotesSection({
  study: { notes, reconstructed, leakCheck },
  repeats,
  mark,
}: Pick<Results, 'study' | 'repeats'> & { mark: string }) {
  return (
    <Section id="notes" mark={mark} title="Notes">
      {reconstructed ? <Reconstructed /> : null}
      {leakCheck ? <p className="read">{leakCheckWords(leakCheck)}</p> : null}
      {repeatsInWords(repeats).map((sentence) => (
        <p key={sentence} className="read">
          {sentence}
        </p>
      ))}
      {notes.length > 0 ? (
        <ul className="notes-list">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : null}
    </Section>
  )
}

function Reconstructed() {
  return (
    <div className="note">
      <p>
        <b>These ratings are reconstructed</b> from printed figures and tables. Who gave which rating is not
        known, so nothing that needs it can be computed: no intervals that allow for one person’s several
        ratings, no paired tests, no agreement between respondents, no effect of the order of clips, no
        exclusion of respondents.
      </p>
      <p>
        The text of the report and its tables do not use the same denominator for “perceived as natural”. Both
        are shown here, each with its own name.
      </p>
    </div>
  )
}
