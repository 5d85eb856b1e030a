import type { DataSetView } from '@earshot/data-sets/data-sets'
import { Section } from '../../components/section.tsx'
import { CopiedText } from './copied-text.tsx'
import { whole } from './numbers.ts'

/** Where the songs come from, how they were read, what may be done with them, and how to cite them. */
export function SourceSection({ set: { origin, reading, licence, citation } }: { set: DataSetView }) {
  return (
    <Section id="source" mark="F" title="Source, licence and citation">
      <dl className="details">
        <div>
          <dt>Imported from</dt>
          <dd>
            {origin.length === 0 ? 'Not noted.' : null}
            {origin.map((path) => (
              <code key={path}>{path}</code>
            ))}
          </dd>
        </div>
        <div>
          <dt>How it was read</dt>
          <dd>{readingWords(reading)}</dd>
        </div>
        <div>
          <dt>Licence</dt>
          <dd>
            {licence === null ? (
              <p className="read">
                None is noted. Add one with <code>data import … --licence TEXT</code>.
              </p>
            ) : (
              <CopiedText text={licence} what="the licence" />
            )}
          </dd>
        </div>
        <div>
          <dt>How to cite</dt>
          <dd>
            {citation === null ? (
              <p className="read">
                No citation is noted. Add one with <code>data import … --citation TEXT</code>.
              </p>
            ) : (
              <CopiedText text={citation} what="the citation" />
            )}
          </dd>
        </div>
      </dl>
    </Section>
  )
}

/** The options of the import in sentences. */
export function readingWords({ track, velocity, maxNotes, maxSeconds }: DataSetView['reading']): string {
  return [
    track === 'piano'
      ? 'Of LPD-5’s five tracks, the piano.'
      : 'Of LPD-5’s five tracks, all but the drums on one piano.',
    velocity === 'file' ? 'Velocities as in the files.' : `Every note with velocity ${velocity}.`,
    `Songs of more than ${whole(maxNotes)} notes or ${whole(maxSeconds / 60)} minutes were refused.`,
  ].join(' ')
}
