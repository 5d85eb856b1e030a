import type { SongView } from '@earshot/data-sets/songs'
import { Section } from '../../components/section.tsx'
import { fewEntries } from '../data/lists.ts'
import { counted } from '../data/numbers.ts'
import { songAddress } from '../data/song-address.ts'

/** Under which names the song was found, what the reader had to say, and the song as files. */
export function FilesSection({ song }: { song: SongView }) {
  const { dataSet, id, files, format, content, noteHash, warnings } = song
  const address = `/api${songAddress(dataSet, id)}`
  return (
    <Section id="files" mark="D" title="Files">
      {warnings.length > 0 ? (
        <div className="note">
          <p>
            <b>The reader mended or left out:</b>
          </p>
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <dl className="details">
        <div>
          <dt>Found as</dt>
          <dd>
            {files.slice(0, fewEntries).map((file) => (
              <code key={file}>{file}</code>
            ))}
            {files.length > fewEntries ? (
              <p className="cap">and {counted(files.length - fewEntries, 'more file')}</p>
            ) : null}
          </dd>
        </div>
        <div>
          <dt>Read as</dt>
          <dd>{formats[format] ?? format}</dd>
        </div>
        <div>
          <dt>Identity</dt>
          <dd>
            <code>{id}</code>
          </dd>
        </div>
        {content === '' ? null : (
          <div>
            <dt>SHA-256 of the file</dt>
            <dd>
              <code>{content}</code>
            </dd>
          </div>
        )}
        {noteHash === '' ? null : (
          <div>
            <dt>SHA-256 of the notes</dt>
            <dd>
              <code>{noteHash}</code>
            </dd>
          </div>
        )}
      </dl>
      <ul className="files">
        <li>
          <a href={`${address}/midi`} download={`${id}.mid`}>
            Notes
          </a>
          <span>MIDI, as Earshot read them</span>
        </li>
        <li>
          <a href={address} download={`${id}.json`}>
            Everything known of the song
          </a>
          <span>JSON: notes, features, near-duplicates</span>
        </li>
      </ul>
    </Section>
  )
}

const formats: Partial<Record<string, string>> = {
  lpd5: 'LPD-5 piano roll',
  midi: 'MIDI',
  musicxml: 'MusicXML',
}
