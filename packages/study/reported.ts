/** Studies known by report: counts of ratings, without who gave them. */
import { z } from 'zod'
import type { Database, Transaction } from '@earshot/database/database'
import { studyFileSchema } from './file.ts'
import {
  findStudy,
  getStudy,
  lockStudy,
  patient,
  StudyError,
  writeVersion,
  type CurrentStudy,
} from './studies.ts'

const countsSchema = z.array(z.int().nonnegative()).length(5)

export const reportedStudySchema = z.strictObject({
  study: studyFileSchema,
  /** How many people took part, as reported. */
  respondents: z.int().positive(),
  /** For each source of the study: all its ratings, and those of single clips where they are known. */
  ratings: z.record(
    z.string(),
    z.strictObject({
      human: z.boolean(),
      all: countsSchema,
      clips: z.record(z.string(), countsSchema).default({}),
    }),
  ),
})
export type ReportedStudy = z.infer<typeof reportedStudySchema>

/**
 * Stores a reported study, closed and without linkage: one row a rating, hung on its source and, where known, its clip.
 * A reported study of this slug that is stored already stays as it is. Throws StudyError where the slug or a source is
 * taken, where ratings name no source of the study or are missing, and where the clips of a source have more ratings
 * than the source.
 */
export async function storeReportedStudy(database: Database, reported: ReportedStudy): Promise<CurrentStudy> {
  const { study: file, respondents, ratings } = reported
  const { slug } = file
  checkNames(reported)
  return database.$transaction(async (tx) => {
    await lockStudy(tx, slug)
    const existing = await findStudy(tx, slug)
    if (existing?.linkage === 'none') return existing
    if (existing) throw new StudyError(`"${slug}" is a study with respondents of its own.`)
    const study = await tx.study.create({
      data: { slug, status: 'closed', linkage: 'none', declaredRespondents: respondents },
    })
    const sources = await createSources(tx, reported)
    const version = await writeVersion(tx, study.id, 1, file, sources)
    for (const [source, counts] of Object.entries(ratings)) {
      const sourceId = sources.get(source)?.id ?? ''
      const rows = await ratingsOf(source, counts, async (name) => {
        const piece = await tx.piece.create({ data: { title: `${file.title}: ${source} ${name}` } })
        const clip = await tx.clip.create({
          data: { sourceId, pieceId: piece.id, name, encoding: {}, provenance: { reported: slug } },
        })
        return clip.id
      })
      await tx.unlinkedRating.createMany({
        data: rows.map((row) => ({ ...row, versionId: version.id, sourceId })),
      })
    }
    await tx.change.create({
      data: { actor: 'first run', action: 'store reported', subject: `study/${slug}` },
    })
    return getStudy(tx, slug)
  }, patient)
}

function checkNames({ study, ratings }: ReportedStudy): void {
  const names = study.sources.map(({ source }) => source)
  const without = names.find((name) => !Object.hasOwn(ratings, name))
  if (without !== undefined)
    throw new StudyError(`The reported study has no ratings of its source "${without}".`)
  const unknown = Object.keys(ratings).find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw new StudyError(`The reported study has ratings of "${unknown}", which is not one of its sources.`)
}

async function createSources(tx: Transaction, { study, ratings }: ReportedStudy) {
  const names = study.sources.map(({ source }) => source)
  const taken = await tx.source.findFirst({ where: { name: { in: names } } })
  if (taken)
    throw new StudyError(`There is a source "${taken.name}" already. Give the reported one another name.`)
  const sources = new Map<string, { id: string; kind: string }>()
  for (const { source, label } of study.sources) {
    const kind = ratings[source]?.human ? ('human' as const) : ('reported' as const)
    const data = { name: source, kind, settings: { reportedAs: label } }
    sources.set(source, await tx.source.create({ data }))
  }
  return sources
}

async function ratingsOf(
  source: string,
  { all, clips }: ReportedStudy['ratings'][string],
  makeClip: (name: string) => Promise<string>,
): Promise<{ value: number; clipId: string | null }[]> {
  const rest = [...all]
  const rows: { value: number; clipId: string | null }[] = []
  for (const [name, counts] of Object.entries(clips)) {
    const clipId = await makeClip(name)
    counts.forEach((count, index) => {
      rest[index] = (rest[index] ?? 0) - count
      rows.push(...repeat(count, { value: index + 1, clipId }))
    })
  }
  if (rest.some((count) => count < 0))
    throw new StudyError(`The clips of ${source} have more ratings than the source.`)
  rest.forEach((count, index) => rows.push(...repeat(count, { value: index + 1, clipId: null })))
  return rows
}

const repeat = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item)
