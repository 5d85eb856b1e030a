/** Studies: made of a file, frozen in versions, opened and closed. */
import type { Database, StudyStatus, Transaction } from '@earshot/database/database'
import { checkStudyFile, studyFileHash, type StudyFile } from './file.ts'
import { drawRun, type SourcePool } from './rules.ts'
import { seeded } from '@earshot/random/random'

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

/** The study of a slug in its newest version, or undefined. */
export async function findStudy(database: Transaction, slug: string): Promise<CurrentStudy | undefined> {
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
 * Makes a draft of a study file, or a new version of a draft; the same file again changes nothing. Throws StudyError
 * where a source or its clips are missing, or where the study has respondents already.
 */
export async function createStudy(database: Database, file: StudyFile, actor: string): Promise<CurrentStudy> {
  await database.$transaction(async (tx) => {
    const hash = studyFileHash(file)
    const existing = await tx.study.findUnique({ where: { slug: file.slug }, include: { versions: true } })
    if (existing?.versions.some((version) => version.hash === hash)) return
    if (existing && existing.status !== 'draft') {
      throw new StudyError(
        `The study "${file.slug}" is ${existing.status} and cannot change. Give the new one another slug.`,
      )
    }
    const sources = await findSources(tx, file)
    checkPools(file, await pools(tx, file))
    const study = existing ?? (await tx.study.create({ data: { slug: file.slug } }))
    const number = (existing?.versions.length ?? 0) + 1
    await writeVersion(tx, study.id, number, file, sources)
    await tx.change.create({
      data: {
        actor,
        action: number === 1 ? 'create' : 'new version',
        subject: `study/${file.slug}`,
        detail: { hash },
      },
    })
  })
  return getStudy(database, file.slug)
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
  return found
}

/** The clips that may be drawn for a study: those with audio of its length. */
export async function pools(tx: Transaction, file: StudyFile): Promise<SourcePool[]> {
  const clips = await tx.clip.findMany({
    where: {
      source: { name: { in: file.sources.map(({ source }) => source) } },
      audio: { not: null },
      seconds: file.seconds,
    },
    include: { source: true },
    orderBy: [{ sourceId: 'asc' }, { name: 'asc' }],
  })
  return file.sources.map(({ source, clips: wanted }) => ({
    source,
    clips: wanted,
    pool: clips
      .filter((clip) => clip.source.name === source)
      .map(({ id, pieceId }) => ({ id, piece: pieceId })),
  }))
}

function checkPools(file: StudyFile, sourcePools: SourcePool[]): void {
  try {
    drawRun(sourcePools, seeded(file.seed))
  } catch (error) {
    throw new StudyError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/** From which states a study may go to another. */
const steps: Record<StudyStatus, StudyStatus[]> = {
  draft: ['pilot', 'open'],
  pilot: ['open', 'closed'],
  open: ['closed'],
  closed: ['open'],
}

/** Opens or closes a study; the state it is in already is no mistake. Throws StudyError for a step that is not allowed. */
export async function setStatus(
  database: Database,
  slug: string,
  to: StudyStatus,
  actor: string,
): Promise<CurrentStudy> {
  const study = await getStudy(database, slug)
  if (study.status === to) return study
  if (study.linkage === 'none')
    throw new StudyError(`"${slug}" holds reported ratings and takes no respondents.`)
  if (!steps[study.status].includes(to))
    throw new StudyError(`"${slug}" is ${study.status} and cannot become ${to}.`)
  await database.$transaction([
    database.study.update({ where: { slug }, data: { status: to } }),
    database.change.create({ data: { actor, action: to, subject: `study/${slug}` } }),
  ])
  return { ...study, status: to }
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
    include: { versions: { orderBy: { number: 'desc' } } },
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
