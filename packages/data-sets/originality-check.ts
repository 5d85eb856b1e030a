/** Do the clips of a pool copy songs of a data set? A number a clip, beside the same number of human excerpts. */
import { createHash } from 'node:crypto'
import { originalitySchema, type OriginalityReport } from '@earshot/contract/originality'
import type { Database, Prisma } from '@earshot/database/database'
import { Refusal, stopIfAsked, type Work } from '@earshot/jobs/work'
import type { Score } from '@earshot/music/notes'
import { humanBaseline, type Baseline } from '@earshot/originality/human-baseline'
import { originality, type Originality, type Passage } from '@earshot/originality/originality'
import { buildPassageIndex, fromBytes, toBytes, type PassageIndex } from '@earshot/originality/passage-index'
import { deriveSeed, seeded } from '@earshot/random/random'
import { z } from 'zod'
import { inOwnQuarters, keptTempo, onlySeconds, tempoOf } from './clip-notes.ts'
import { findDataSet } from './find.ts'
import { readScore } from './score-file.ts'
import { selectFrom, type SelectedSong } from './songs.ts'
import type { Stores } from './stores.ts'
import { treatmentOf, type Treatment } from './treatments.ts'
import { verdictOf } from './verdict.ts'

export type { OriginalityReport } from '@earshot/contract/originality'
export type ClipOriginality = OriginalityReport['clips'][number]
const { baseline: baselineSchema } = originalitySchema.shape

/** The excerpts of the human baseline: so many, as long as the clips. */
const baselineExcerpts = 100
const baselineSeed = 20210601

/**
 * Compares the clips of a pool with the songs of a data set, and keeps the report. A human clip is not compared with its
 * own song, nor with near-duplicates of it, and one whose tempo is its own with none. Throws Refusal for an unknown pool
 * or data set, or clips without notes.
 */
export async function checkOriginality(
  stores: Stores,
  { data, pool }: { data: string; pool: string },
  work: Work,
): Promise<OriginalityReport> {
  const { database, storage } = stores
  const { id: dataSetId } = await findDataSet(database, data)
  const source = await findPool(database, pool)
  const treatment = treatmentOf(source.clips[0]?.encoding)
  const { songs } = await selectFrom(stores, data, { duplicates: 'all' })
  const tempo = tempoOf(source.settings)
  const quarters = ((source.clips[0]?.seconds ?? 30) * (tempo ?? keptTempo)) / 60
  const { index, baseline } = await openIndex(stores, dataSetId, songs, treatment, quarters, work)
  const known = new Map(songs.map((song) => [song.id, song]))
  const clips: ClipOriginality[] = []
  for (const { id, name, piece, notes, provenance } of source.clips) {
    stopIfAsked(work)
    work.onProgress({ done: clips.length, total: source.clips.length, text: `clip ${name}` })
    const score = notes === null ? null : readScore(await storage.get(notes))
    const found: Originality = !score
      ? { checked: false, reason: 'its notes are not here' }
      : tempo === null
        ? { checked: false, reason: onlySeconds }
        : originality(inOwnQuarters(score, tempo), index, { exclude: relatives(provenance, known) })
    clips.push({ clip: id, name, title: piece.title, ...told(found, baseline, known) })
  }
  const at = work.now().toISOString()
  const report = {
    data,
    pool,
    at,
    songs: songs.length,
    treatment: treatment.name,
    baseline: { ...baseline },
    clips,
  }
  const kept = { report: report satisfies Prisma.InputJsonObject, at: work.now() }
  const key = { dataSetId, sourceId: source.id }
  await database.originalityCheck.upsert({
    where: { dataSetId_sourceId: key },
    create: { ...key, ...kept },
    update: kept,
  })
  return report
}

async function findPool(database: Database, name: string) {
  const source = await database.source.findUnique({
    where: { name },
    include: { clips: { include: { piece: true }, orderBy: { name: 'asc' } } },
  })
  if (!source) throw new Refusal(`There is no pool "${name}". List them with: earshot pool list`)
  if (source.clips.length === 0) throw new Refusal(`The pool "${name}" has no clips.`)
  return source
}

/** The song that a human clip is an excerpt of, with its near-duplicates. */
function relatives(provenance: unknown, known: ReadonlyMap<string, SelectedSong>): Set<string> {
  const parsed = z.looseObject({ song: z.string() }).safeParse(provenance)
  const own = parsed.success ? known.get(parsed.data.song) : undefined
  if (!own) return new Set()
  return new Set([...known.values()].filter(({ group }) => group === own.group).map(({ id }) => id))
}

function told(found: Originality, baseline: Baseline, known: ReadonlyMap<string, SelectedSong>) {
  const verdict = verdictOf(found, baseline)
  if (!found.checked)
    return { verdict, reason: found.reason, score: null, similarity: null, closest: null, longest: null }
  const { score, similarity, closest, longest } = found
  const titled = (passage: Passage | null) =>
    passage && { ...passage, title: known.get(passage.songId)?.title ?? passage.songId }
  return { verdict, reason: null, score, similarity, closest: titled(closest), longest: titled(longest) }
}

/**
 * The index of the songs under a treatment, and the human baseline of excerpts of so many quarter notes: kept ones where
 * the songs are still the same.
 */
export async function openIndex(
  stores: Stores,
  dataSetId: string,
  songs: readonly SelectedSong[],
  treatment: Treatment,
  quarters: number,
  work: Work,
): Promise<{ index: PassageIndex; baseline: Baseline }> {
  const { database, storage } = stores
  // In seconds of music at the tempo that clips are kept in.
  const key = { dataSetId, treatment: `${treatment.name}, ${String((quarters * 60) / keptTempo)} s` }
  const identities = createHash('sha256')
    .update(songs.map(({ id, group }) => `${id} ${group}`).join('\n'))
    .digest('hex')
  const kept = await database.passageIndex.findUnique({ where: { dataSetId_treatment: key } })
  if (kept?.songs === identities) {
    return { index: fromBytes(await storage.get(kept.file)), baseline: baselineSchema.parse(kept.baseline) }
  }
  const scores: { id: string; score: Score; duplicates: string[] }[] = []
  const groups = groupsOf(songs)
  for (const { id, notes, group } of songs) {
    stopIfAsked(work)
    work.onProgress({ done: scores.length, total: songs.length, text: 'indexing the songs' })
    scores.push({
      id,
      score: treatment.apply(readScore(await storage.get(notes))),
      duplicates: groups.get(group) ?? [],
    })
  }
  const index = buildPassageIndex(scores)
  work.onProgress({ done: songs.length, total: songs.length, text: 'measuring human excerpts' })
  const baseline = humanBaseline(scores, index, {
    random: seeded(deriveSeed(baselineSeed, 'human baseline')),
    count: baselineExcerpts,
    quarters,
  })
  const row = { songs: identities, file: await storage.put(toBytes(index)), baseline: { ...baseline } }
  await database.passageIndex.upsert({
    where: { dataSetId_treatment: key },
    create: { ...key, ...row },
    update: row,
  })
  return { index, baseline }
}

function groupsOf(songs: readonly SelectedSong[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const { id, group } of songs) groups.set(group, [...(groups.get(group) ?? []), id])
  return groups
}
