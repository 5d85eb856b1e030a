/** Studies: made of a file, frozen in versions. */
import type { Database, StudyStatus, Transaction } from '@earshot/database/database'
import { drawable } from './clip-set.ts'
import { checkStudyFile, slugSchema, studyFileHash, type StudyFile } from './file.ts'
import { whyNotComparable } from './comparable.ts'
import { checkPools, PoolTooSmall, type SourcePool } from './allocation.ts'

/** A refusal that a researcher can do something about. */
export class StudyError extends Error {}

/** A study with its newest version, whose file has been checked. */
export interface CurrentStudy {
  id: string
  slug: string
  status: StudyStatus
  linkage: 'full' | 'none'
  declaredRespondents: number | null
  versionId: string
  version: number
  file: StudyFile
}

/** For transactions that wait for others: where many respondents come at once, Prisma's usual 2 s and 5 s are too short. */
export const patient = { maxWait: 30_000, timeout: 30_000 }

/** A slug comes from an address, so it may be anything, and PostgreSQL throws for some strings. */
const isSlug = (slug: string): boolean => slugSchema.safeParse(slug).success

/** Makes a transaction the only one that creates, opens, closes or starts runs of a study until it ends. */
export async function lockStudy(tx: Transaction, slug: string): Promise<void> {
  if (!isSlug(slug)) return
  await tx.$queryRaw`SELECT 1 AS locked FROM pg_advisory_xact_lock(hashtextextended(${slug}, 0))`
}

/** The study of a slug in its newest version, or undefined. */
export async function findStudy(database: Transaction, slug: string): Promise<CurrentStudy | undefined> {
  if (!isSlug(slug)) return undefined
  const study = await database.study.findUnique({
    where: { slug },
    include: { versions: { orderBy: { number: 'desc' }, take: 1 } },
  })
  const version = study?.versions[0]
  if (!study || !version) return undefined
  const { id, status, linkage, declaredRespondents } = study
  const file = checkStudyFile(version.file)
  return {
    id,
    slug,
    status,
    linkage,
    declaredRespondents,
    versionId: version.id,
    version: version.number,
    file,
  }
}

/** As findStudy, but throws StudyError where there is none. */
export async function getStudy(database: Transaction, slug: string): Promise<CurrentStudy> {
  const study = await findStudy(database, slug)
  if (!study) throw new StudyError(`There is no study "${slug}". List them with: earshot study list`)
  return study
}

/**
 * Makes a draft of a study file, or a new version of a draft; the newest file again changes nothing. The simulated and
 * preview runs of a draft's earlier version are deleted, since its results would mix two designs. Throws StudyError
 * where a source or its clips are missing, a baseline is not human, the sources are not made alike, or the study is no
 * draft any more.
 */
export async function createStudy(database: Database, file: StudyFile, actor: string): Promise<CurrentStudy> {
  return database.$transaction(async (tx) => {
    await lockStudy(tx, file.slug)
    const existing = await findStudy(tx, file.slug)
    if (existing && studyFileHash(existing.file) === studyFileHash(file)) return existing
    if (existing && existing.status !== 'draft') {
      throw new StudyError(
        `The study "${file.slug}" is ${existing.status} and cannot change. Give the new one another slug.`,
      )
    }
    const sources = await findSources(tx, file)
    const reasons = await whyNotComparable(tx, file, [...sources.values()])
    if (reasons.length > 0) throw new StudyError(reasons.join('\n'))
    await checkDraws(tx, file)
    const study = existing ?? (await tx.study.create({ data: { slug: file.slug } }))
    const number = (existing?.version ?? 0) + 1
    if (existing) await removeRehearsals(tx, study.id)
    await newestVersion(tx, study.id, number, file, sources)
    const action = existing ? 'new version' : 'create'
    const detail = { version: number, hash: studyFileHash(file) }
    await tx.change.create({ data: { actor, action, subject: `study/${file.slug}`, detail } })
    return getStudy(tx, file.slug)
  }, patient)
}

async function removeRehearsals(tx: Transaction, studyId: string): Promise<void> {
  await tx.respondent.deleteMany({ where: { version: { studyId }, kind: { in: ['simulated', 'preview'] } } })
}

/** A file that a draft had before becomes its newest version again: a study holds every file once. */
async function newestVersion(
  tx: Transaction,
  studyId: string,
  number: number,
  file: StudyFile,
  sources: ReadonlyMap<string, { id: string; kind: string }>,
): Promise<void> {
  const { count } = await tx.studyVersion.updateMany({
    where: { studyId, hash: studyFileHash(file) },
    data: { number },
  })
  if (count === 0) await writeVersion(tx, studyId, number, file, sources)
}

/** Freezes a study file as a version, with its sources in the order of the tables. */
export async function writeVersion(
  tx: Transaction,
  studyId: string,
  number: number,
  file: StudyFile,
  sources: ReadonlyMap<string, { id: string; kind: string }>,
): Promise<{ id: string }> {
  const humans = file.sources.filter(({ source }) => sources.get(source)?.kind === 'human')
  for (const { source, baseline = humans.map((human) => human.source) } of file.sources) {
    const sourceId = sources.get(source)?.id ?? ''
    const rows = baseline
      .filter((name) => name !== source)
      .map((name) => ({ sourceId, baselineId: sources.get(name)?.id ?? '' }))
    await tx.baseline.createMany({ data: rows, skipDuplicates: true })
  }
  return tx.studyVersion.create({
    data: {
      studyId,
      number,
      file,
      hash: studyFileHash(file),
      sources: {
        create: file.sources.map(({ source, label, clips }, position) => ({
          sourceId: sources.get(source)?.id ?? '',
          label,
          clips,
          position,
        })),
      },
    },
  })
}

async function findSources(tx: Transaction, file: StudyFile) {
  const names = file.sources.map(({ source }) => source)
  const found = new Map(
    (await tx.source.findMany({ where: { name: { in: names } } })).map((row) => [row.name, row]),
  )
  const missing = names.filter((name) => !found.has(name))
  if (missing.length > 0) {
    throw new StudyError(
      `The study file names sources that have no pool: ${missing.join(', ')}. Build one with: earshot pool build`,
    )
  }
  if (![...found.values()].some(({ kind }) => kind === 'human')) {
    throw new StudyError(
      'The study has no human source, so nothing to compare with. Add one, built of human songs.',
    )
  }
  const machine = file.sources
    .flatMap(({ baseline = [] }) => baseline)
    .find((name) => found.get(name)?.kind !== 'human')
  if (machine !== undefined)
    throw new StudyError(`"${machine}" is named as a baseline, but is not a human source.`)
  return found
}

/** The clips that may be drawn for a study: those with audio of its length; nobody's ratings are counted. */
export async function pools(tx: Transaction, file: StudyFile): Promise<SourcePool[]> {
  const clips = await tx.clip.findMany({
    where: drawable(file),
    select: { id: true, pieceId: true, name: true, source: { select: { name: true } } },
  })
  return file.sources.map(({ source, clips: wanted }) => ({
    source,
    clips: wanted,
    pool: clips
      .filter((clip) => clip.source.name === source)
      // Not by the server, which sorts by its own locale: the same seed is to give the same clips everywhere.
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ id, pieceId }) => ({ id, piece: pieceId, ratings: 0 })),
  }))
}

/** Throws StudyError where the pools are too small for what the file asks of them. */
export async function checkDraws(tx: Transaction, file: StudyFile): Promise<void> {
  try {
    checkPools(await pools(tx, file), file.practice)
  } catch (error) {
    if (error instanceof PoolTooSmall) throw new StudyError(error.message, { cause: error })
    throw error
  }
}

export interface StudySummary {
  slug: string
  title: string
  status: StudyStatus
  linkage: 'full' | 'none'
  respondents: number
  finished: number
  ratings: number
  /** Made of reported ratings, to look at. */
  example: boolean
}

/** All studies, newest first, with the counts of real respondents and their ratings. */
export async function listStudies(database: Database): Promise<StudySummary[]> {
  const studies = await database.study.findMany({
    include: { versions: { orderBy: { number: 'desc' }, take: 1 } },
    orderBy: { createdAt: 'desc' },
  })
  return Promise.all(
    studies.map(async ({ id, slug, status, linkage, declaredRespondents, versions }) => {
      const real = { version: { studyId: id }, kind: { in: ['real' as const, 'imported' as const] } }
      const [respondents, finished, ratings] = await Promise.all([
        database.respondent.count({ where: real }),
        database.respondent.count({ where: { ...real, finishedAt: { not: null } } }),
        database.rating.count({ where: { studyId: id, scope: 'real' } }),
      ])
      const reported = linkage === 'none'
      return {
        slug,
        title: checkStudyFile(versions[0]?.file).title,
        status,
        linkage,
        respondents: reported ? (declaredRespondents ?? 0) : respondents,
        finished: reported ? (declaredRespondents ?? 0) : finished,
        ratings,
        example: reported,
      }
    }),
  )
}
