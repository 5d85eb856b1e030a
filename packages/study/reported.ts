/** Studies known by report: counts of ratings, without who gave them. */
import { z } from 'zod'
import type { Database } from '@earshot/database/database'
import { studyFileSchema } from './file.ts'
import { findStudy, StudyError, writeVersion, type CurrentStudy } from './studies.ts'

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
 * The same study again changes nothing. Throws StudyError where the clips of a source have more ratings than the source.
 */
export async function storeReportedStudy(database: Database, reported: ReportedStudy): Promise<CurrentStudy> {
  const { study: file, respondents, ratings } = reported
  const existing = await findStudy(database, file.slug)
  if (existing) return existing
  await database.$transaction(async (tx) => {
    const study = await tx.study.create({
      data: { slug: file.slug, status: 'closed', linkage: 'none', declaredRespondents: respondents },
    })
    const sources = new Map<string, { id: string; kind: string }>()
    for (const { source, label } of file.sources) {
      const kind = ratings[source]?.human ? ('human' as const) : ('reported' as const)
      sources.set(
        source,
        await tx.source.create({ data: { name: source, kind, settings: { reportedAs: label } } }),
      )
    }
    const version = await writeVersion(tx, study.id, 1, file, sources)
    for (const { source } of file.sources) {
      const counts = ratings[source]
      if (!counts) throw new StudyError(`The reported study has no ratings of its source "${source}".`)
      const sourceId = sources.get(source)?.id ?? ''
      const rows = await ratingsOf(sourceId, counts, async (name) => {
        const piece = await tx.piece.create({ data: { title: `${file.title}: ${source} ${name}` } })
        const clip = await tx.clip.create({
          data: { sourceId, pieceId: piece.id, name, encoding: {}, provenance: { reported: file.slug } },
        })
        return clip.id
      })
      await tx.unlinkedRating.createMany({
        data: rows.map((row) => ({ ...row, versionId: version.id, sourceId })),
      })
    }
    await tx.change.create({
      data: { actor: 'first run', action: 'store reported', subject: `study/${file.slug}` },
    })
  })
  const stored = await findStudy(database, file.slug)
  if (!stored) throw new Error('the study just stored is missing')
  return stored
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
