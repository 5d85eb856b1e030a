/** The end of an import: what was staged becomes songs of the data set, all in one transaction. */
import type { Transaction } from '@earshot/database/database'
import { Refusal, stopIfAsked, type Work } from '@earshot/jobs/work'
import { lpd5Rights } from './known-sets.ts'
import { measuringVersion } from './measured-song.ts'
import type { Reading } from './reading.ts'
import type { Stores } from './stores.ts'
import { regroup, type FreshSong } from './regroup.ts'
import { refreshSummary } from './summary.ts'

export interface ImportReport {
  name: string
  /** Files looked at, songs in the data set afterwards, and how many of them are new. */
  files: number
  songs: number
  added: number
  /** Files of a song that the data set holds already, or that came twice. */
  duplicates: number
  /** Songs that are near-copies of another song of the data set: they are kept, and by default one of a group is used. */
  nearDuplicates: number
  refused: { file: string; reason: string }[]
}

export interface Publication {
  id: string
  name: string
  paths: readonly string[]
  licence?: string | undefined
  citation?: string | undefined
  reading: Reading
}

/**
 * Publishes a staged import, wholly or, where the work was stopped meanwhile, not at all. Throws Refusal where the data
 * set would stay without a song.
 */
export function publish(
  { database }: Stores,
  publication: Publication,
  work: Pick<Work, 'signal'>,
): Promise<ImportReport> {
  const whole = async (tx: Transaction) => {
    const report = await publishIn(tx, publication)
    stopIfAsked(work)
    return report
  }
  return database.$transaction(whole, { timeout: 1_800_000, maxWait: 60_000 })
}

async function publishIn(tx: Transaction, publication: Publication): Promise<ImportReport> {
  const { id, name } = publication
  // Two imports into one data set take turns.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`data set ${name}`}))`
  const dataSetId = await upsertDataSet(tx, publication)
  const before = await tx.song.count({ where: { dataSetId } })
  await insertSongs(tx, id, dataSetId)
  await noteDuplicates(tx, id, dataSetId)
  await noteRefusals(tx, id, dataSetId)
  const [files, refused, songs] = await Promise.all([
    tx.importedFile.count({ where: { importId: id } }),
    tx.importedFile.findMany({
      where: { importId: id, outcome: 'refused' },
      select: { file: true, reason: true },
      orderBy: { file: 'asc' },
    }),
    tx.song.count({ where: { dataSetId } }),
  ])
  if (songs === 0) throw nothingRead(files, refused)
  await tx.importedFile.deleteMany({ where: { importId: id } })
  if (songs > before) await refreshSummary(tx, dataSetId)
  const added = songs - before
  const [{ groups }] = await tx.$queryRaw<[{ groups: number }]>`
    SELECT count(DISTINCT duplicate_group)::int AS groups FROM song WHERE data_set_id = ${dataSetId}::uuid`
  return {
    name,
    files,
    songs,
    added,
    duplicates: files - added - refused.length,
    nearDuplicates: songs - groups,
    refused: refused.map(({ file, reason }) => ({ file, reason: reason ?? '' })),
  }
}

function nothingRead(files: number, refused: readonly { file: string; reason: string | null }[]): Refusal {
  const first = refused[0]
  const example = first ? `; the first is ${first.file}: ${first.reason ?? ''}` : ''
  return new Refusal(`None of the ${String(files)} files could be read${example}.`)
}

async function upsertDataSet(
  tx: Transaction,
  { id, name, paths, licence, citation, reading }: Publication,
): Promise<string> {
  const isLpd5 = await onlyLpd5(tx, id)
  const { id: dataSetId, origin } = await tx.dataSet.upsert({
    where: { name },
    create: {
      name,
      licence: licence ?? (isLpd5 ? lpd5Rights.licence : null),
      citation: citation ?? (isLpd5 ? lpd5Rights.citation : null),
      reading,
    },
    update: {
      ...(licence === undefined ? {} : { licence }),
      ...(citation === undefined ? {} : { citation }),
    },
  })
  await tx.dataSet.update({
    where: { id: dataSetId },
    data: { origin: [...new Set([...origin, ...paths])] },
  })
  return dataSetId
}

/** LPD-5's songs are piano rolls named by MD5. */
async function onlyLpd5(tx: Transaction, importId: string): Promise<boolean> {
  const [{ lpd5, songs }] = await tx.$queryRaw<[{ lpd5: number; songs: number }]>`
    SELECT count(*) FILTER (WHERE song->>'format' = 'lpd5' AND length(identity) = 32)::int AS lpd5, count(*)::int AS songs
    FROM imported_file WHERE import_id = ${importId}::uuid AND outcome = 'song'`
  return songs > 0 && lpd5 === songs
}

/** The staged songs as rows, with their groups and pieces; groups and pieces of older songs may change with them. */
async function insertSongs(tx: Transaction, importId: string, dataSetId: string): Promise<void> {
  const staged = await tx.$queryRaw<FreshSong[]>`
    SELECT identity, fingerprint, song->>'title' AS title FROM imported_file
    WHERE import_id = ${importId}::uuid AND outcome = 'song' ORDER BY file`
  const { groupOf, pieceOf } = await regroup(tx, dataSetId, staged)
  const identities = staged.map(({ identity }) => identity)
  await tx.$executeRaw`
    INSERT INTO song (id, data_set_id, piece_id, identity, title, files, format, content, notes, note_hash, warnings,
                      measured, features, fingerprint, duplicate_group)
    SELECT gen_random_uuid(), ${dataSetId}::uuid, place.piece, f.identity, f.song->>'title', ARRAY[f.file],
           f.song->>'format', f.content, f.song->>'notes', f.song->>'noteHash',
           ARRAY(SELECT jsonb_array_elements_text(f.song->'warnings')),
           ${measuringVersion}, f.song->'features', f.fingerprint, place.duplicates
    FROM imported_file f
    JOIN unnest(${identities}::text[], ${identities.map((one) => pieceOf.get(one))}::uuid[],
                ${identities.map((one) => groupOf.get(one) ?? one)}::text[]) AS place (identity, piece, duplicates)
      USING (identity)
    WHERE f.import_id = ${importId}::uuid AND f.outcome = 'song'
    ON CONFLICT (data_set_id, identity) DO NOTHING`
}

/** A song's further files are kept: in LPD-5 their folders are its further MSD ids. */
const noteDuplicates = (tx: Transaction, importId: string, dataSetId: string) => tx.$executeRaw`
  UPDATE song SET files = ARRAY(SELECT DISTINCT file FROM unnest(song.files || more.files) AS file ORDER BY file)
  FROM (SELECT identity, array_agg(file) AS files FROM imported_file
        WHERE import_id = ${importId}::uuid AND outcome = 'duplicate' GROUP BY identity) AS more
  WHERE song.data_set_id = ${dataSetId}::uuid AND song.identity = more.identity`

/** What was refused, as far as it still is: a file that has been mended since is no longer on the list. */
async function noteRefusals(tx: Transaction, importId: string, dataSetId: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM refused_file USING imported_file f
    WHERE refused_file.data_set_id = ${dataSetId}::uuid AND f.import_id = ${importId}::uuid AND f.file = refused_file.file`
  await tx.$executeRaw`
    INSERT INTO refused_file (data_set_id, file, reason)
    SELECT ${dataSetId}::uuid, file, reason FROM imported_file WHERE import_id = ${importId}::uuid AND outcome = 'refused'`
}
