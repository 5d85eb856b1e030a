/** What of a study no respondent may find anywhere: the ids, names, hashes, files and seeds behind its clips. */
import type { Database } from '@earshot/database/database'
import { drawable } from '@earshot/study/clip-set'
import type { CurrentStudy } from '@earshot/study/studies'
import type { Secret } from '../secret.ts'

/** Reads them from the rows behind the study's clips; each with the clips that it belongs to. */
export async function secretsOf(
  database: Database,
  { file, versionId }: Pick<CurrentStudy, 'file' | 'versionId'>,
): Promise<Secret[]> {
  const [sources, clips] = await Promise.all([
    database.studySource.findMany({
      where: { versionId },
      include: { source: { include: { model: true, dataSet: true } } },
    }),
    database.clip.findMany({
      where: drawable(file),
      include: { source: true, piece: { include: { songs: true } } },
    }),
  ])
  return [
    { kind: 'id', text: versionId },
    { kind: 'seed', text: String(file.seed) },
    { kind: 'origin', text: 'human' },
    { kind: 'origin', text: 'generated' },
    ...sources.flatMap(({ label, source }) => {
      const own = clips.filter(({ sourceId }) => sourceId === source.id).map(({ id }) => id)
      return secretsOfSource(label, source).map((secret) => ({ ...secret, clips: own }))
    }),
    ...clips.flatMap((clip) => secretsOfClip(clip).map((secret) => ({ ...secret, clips: [clip.id] }))),
  ]
}

interface SourceRow {
  id: string
  name: string
  settings: unknown
  model: { id: string; name: string; architecture: string; file: string; manifest: unknown } | null
  dataSet: { id: string; name: string } | null
}

function secretsOfSource(label: string, { id, name, settings, model, dataSet }: SourceRow): Secret[] {
  return [
    { kind: 'id', text: id },
    { kind: 'slug', text: name },
    { kind: 'source', text: label },
    ...seeds(settings),
    ...(model
      ? ([
          { kind: 'id', text: model.id },
          { kind: 'model', text: model.name },
          { kind: 'origin', text: model.architecture },
          { kind: 'hash', text: model.file },
          ...identifiers(model.manifest),
        ] satisfies Secret[])
      : []),
    ...(dataSet
      ? ([
          { kind: 'id', text: dataSet.id },
          { kind: 'slug', text: dataSet.name },
        ] satisfies Secret[])
      : []),
  ]
}

interface ClipRow {
  id: string
  name: string
  notes: string | null
  audio: string | null
  provenance: unknown
  source: { name: string }
  piece: { id: string; title: string; songs: SongRow[] }
}

interface SongRow {
  id: string
  identity: string
  title: string
  files: string[]
  content: string
  notes: string
  noteHash: string
}

const secretsOfClip = ({ id, name, notes, audio, provenance, source, piece }: ClipRow): Secret[] => [
  { kind: 'id', text: id },
  { kind: 'slug', text: `${source.name}/${name}` },
  { kind: 'slug', text: `${source.name}-${name}` },
  { kind: 'hash', text: notes ?? '' },
  { kind: 'hash', text: audio ?? '' },
  { kind: 'id', text: piece.id },
  { kind: 'song', text: piece.title },
  ...piece.songs.flatMap(secretsOfSong),
  ...seeds(provenance),
  ...identifiers(provenance),
]

const secretsOfSong = ({ id, identity, title, files, content, notes, noteHash }: SongRow): Secret[] => [
  { kind: 'id', text: id },
  { kind: 'hash', text: identity },
  { kind: 'song', text: title },
  { kind: 'hash', text: content },
  { kind: 'hash', text: notes },
  { kind: 'hash', text: noteHash },
  ...files.flatMap((file): Secret[] => [
    { kind: 'file-name', text: file },
    { kind: 'file-name', text: stem(file) },
  ]),
]

/** The name of a file without its folders and its ending. */
const stem = (file: string): string => file.replace(/^.*\//, '').replace(/\.[^.]*$/, '')

const leaves = (value: unknown, key = ''): [key: string, value: unknown][] =>
  value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([name, member]) => leaves(member, Array.isArray(value) ? key : name))
    : [[key, value]]

/** Numbers that are called a seed, whatever they are of. */
const seeds = (settings: unknown): Secret[] =>
  leaves(settings).flatMap(([key, value]) =>
    /seed/i.test(key) && typeof value === 'number' ? [{ kind: 'seed', text: String(value) }] : [],
  )

/** UUIDs and hashes. Other words of a provenance are names of settings, which every page of software may hold. */
const identifiers = (value: unknown): Secret[] =>
  leaves(value).flatMap(([, leaf]) =>
    typeof leaf === 'string' && /^[0-9a-f-]{32,}$/i.test(leaf) ? [{ kind: 'hash', text: leaf }] : [],
  )
