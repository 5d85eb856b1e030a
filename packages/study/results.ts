/** The paper's tables of a study, read from the views that compute them in PostgreSQL. */
import type { ClipResult, Results, Scope, SourceResult } from '@earshot/contract/results'
import type { ClipStatistics, Database, SourceStatistics } from '@earshot/database/database'
import { weightedMean } from '@earshot/statistics/weighted-mean'
import { chosenReasons, howChosen } from './chosen.ts'
import { csv } from './csv.ts'
import { leakCheck } from './gate.ts'
import { findStudy, type CurrentStudy } from './studies.ts'

/** What a source or clip without ratings shows: counts of 0, and no mean. */
const nothing = {
  ratings: [0, 0, 0, 0, 0] as SourceResult['ratings'],
  n: 0,
  mean: null,
  variance: null,
  pNatural: { all: null, decided: null },
}

/** The results of a study for one kind of respondents; undefined where there is no such study. */
export async function studyResults(
  database: Database,
  slug: string,
  scope: Scope,
): Promise<Results | undefined> {
  const study = await findStudy(database, slug)
  if (!study) return undefined
  const where = { studyId: study.id, scope }
  const [sources, clips, sourceRows, clipRows, respondents] = await Promise.all([
    database.studySource.findMany({
      where: { versionId: study.versionId },
      include: { source: true },
      orderBy: { position: 'asc' },
    }),
    studyClips(database, study),
    database.sourceStatistics.findMany({ where }),
    database.clipStatistics.findMany({ where }),
    countRespondents(database, study, scope),
  ])
  const linked = study.linkage === 'full'
  const weighted = await weightedStatistics(database, study, scope)
  const chosen = linked ? await howChosen(database, study.file.seconds, sources) : new Map<string, never>()
  const bySource = new Map(sourceRows.map((row) => [row.sourceId, row]))
  const byClip = new Map(clipRows.map((row) => [row.clipId, row]))
  const results: Results = {
    study: {
      slug,
      title: study.file.title,
      status: study.status,
      linkage: study.linkage,
      respondents,
      notes: study.file.notes,
      reconstructed: !linked,
      leakCheck: linked ? await leakCheck(database, study) : null,
    },
    scope,
    sources: sources.map(({ source, label }) => ({
      name: source.name,
      label,
      human: source.kind === 'human',
      respondents: linked ? (bySource.get(source.id)?.respondents ?? 0) : null,
      ...statistics(bySource.get(source.id)),
      weighted: weighted.get(source.id),
      chosen: chosen.get(source.id) ?? null,
    })),
    clips: clips.map((clip): ClipResult => ({
      id: clip.id,
      source: clip.source.name,
      name: clip.name,
      hasAudio: clip.audio !== null,
      ...statistics(byClip.get(clip.id)),
    })),
    ...(study.file.repeats ? { repeats: await repeatedRatings(database, study, scope) } : {}),
    analysis: null,
    reasons: {},
  }
  return { ...results, reasons: reasons(results) }
}

function statistics(row: SourceStatistics | ClipStatistics | undefined) {
  if (!row) return nothing
  const { n1, n2, n3, n4, n5, n, mean, variance, naturalAll, naturalDecided } = row
  return {
    ratings: [n1, n2, n3, n4, n5] as SourceResult['ratings'],
    n,
    mean,
    variance,
    pNatural: { all: naturalAll, decided: naturalDecided },
  }
}

/** The two ratings of each clip that a respondent rated twice, compared. */
async function repeatedRatings(
  database: Database,
  { id }: CurrentStudy,
  scope: Scope,
): Promise<NonNullable<Results['repeats']>> {
  const [row] = await database.$queryRaw<[NonNullable<Results['repeats']>]>`
    SELECT count(*)::int AS pairs, (count(*) FILTER (WHERE b.value = r.value))::int AS same,
           avg(abs(b.value - r.value))::float8 AS "meanDifference"
    FROM rating r
    JOIN trial t ON t.respondent_id = r.respondent_id AND t.purpose = 'repeat'
    JOIN stimulus s ON s.trial_id = t.id AND s.clip_id = r.clip_id
    JOIN answer b ON b.trial_id = t.id AND b.type = 'rating'
    WHERE r.study_id = ${id}::uuid AND r.scope = ${scope}`
  return row
}

/** By source, where ratings had a part in what was drawn: else the plain numbers are right, and there are none of these. */
async function weightedStatistics(
  database: Database,
  { id, file }: CurrentStudy,
  scope: Scope,
): Promise<Map<string, SourceResult['weighted']>> {
  if (file.allocation !== 'widest-interval') return new Map()
  const ratings = await database.$queryRaw<{ source: string; value: number; chance: number }[]>`
    SELECT r.source_id AS source, r.value, t.draw_probability AS chance
    FROM rating r JOIN answer a ON a.id = r.answer_id JOIN trial t ON t.id = a.trial_id
    WHERE r.study_id = ${id}::uuid AND r.scope = ${scope}`
  const sources = new Map<string, typeof ratings>()
  for (const rating of ratings) sources.set(rating.source, [...(sources.get(rating.source) ?? []), rating])
  return new Map(
    [...sources].map(([source, drawn]) => {
      const natural = drawn.map(({ value, chance }) => ({ value: value <= 2 ? 1 : 0, chance }))
      const decided = natural.filter((_, index) => drawn[index]?.value !== 3)
      const mean = weightedMean(drawn)
      const pNatural = { all: weightedMean(natural), decided: weightedMean(decided) }
      return [source, mean === null ? undefined : { mean, pNatural }]
    }),
  )
}

/** Clips that the study draws from, and clips that its ratings are of. */
async function studyClips(database: Database, study: CurrentStudy) {
  const rated = await database.clipStatistics.findMany({
    where: { studyId: study.id },
    select: { clipId: true },
  })
  return database.clip.findMany({
    where: {
      OR: [
        { id: { in: rated.map(({ clipId }) => clipId) } },
        {
          audio: { not: null },
          seconds: study.file.seconds,
          source: { studySources: { some: { versionId: study.versionId } } },
        },
      ],
    },
    select: { id: true, name: true, audio: true, source: { select: { name: true } } },
    orderBy: [{ source: { name: 'asc' } }, { name: 'asc' }],
  })
}

async function countRespondents(database: Database, study: CurrentStudy, scope: Scope): Promise<number> {
  if (study.linkage === 'none') return scope === 'real' ? (study.declaredRespondents ?? 0) : 0
  const [row] = await database.$queryRaw<{ people: number }[]>`
    SELECT count(DISTINCT respondent_id)::int AS people FROM rating
    WHERE study_id = ${study.id}::uuid AND scope = ${scope}`
  return row?.people ?? 0
}

function reasons({ study, scope, sources, clips }: Results): Record<string, string> {
  const found: Record<string, string> = {
    analysis: 'Intervals and tests are not computed yet; these are descriptions of the ratings given.',
  }
  Object.assign(found, chosenReasons(sources))
  if (study.linkage === 'none') {
    const why = 'It is not known who gave which rating (linkage: none).'
    found['sources.respondents'] = why
    found.clips = 'Only clips whose ratings are known one by one are listed.'
  }
  const rows = [
    ...sources.map((row) => ({ ...row, at: `sources.${row.name}` })),
    ...clips.map((row) => ({ ...row, at: `clips.${row.id}` })),
  ]
  for (const { at, n, variance, pNatural } of rows) {
    if (n === 0) found[at] = `No ratings of kind ${scope} yet.`
    else if (variance === null) found[`${at}.variance`] = 'A single rating has no variance.'
    if (n > 0 && pNatural.decided === null)
      found[`${at}.pNatural.decided`] = 'Every answer is 3, so nobody decided.'
  }
  return found
}

/** The ratings in long form, one line each, ordered by respondent and position; cells that are not known are empty. */
export async function ratingsCsv(
  database: Database,
  slug: string,
  scope: Scope,
): Promise<string | undefined> {
  const study = await findStudy(database, slug)
  if (!study) return undefined
  const rows = await database.$queryRaw<CsvRow[]>`
    SELECT CASE WHEN p.id IS NULL THEN '' ELSE p.kind || '-' || lpad(p.number::text, greatest(5, length(p.number::text)), '0') END AS respondent,
           coalesce(c.name, '') AS clip, s.name AS source, r.position, r.value, r.rt_ms
    FROM rating r
    JOIN source s ON s.id = r.source_id
    LEFT JOIN clip c ON c.id = r.clip_id
    LEFT JOIN respondent p ON p.id = r.respondent_id
    WHERE r.study_id = ${study.id}::uuid AND r.scope = ${scope}
    ORDER BY p.kind, p.number, r.position, s.name, clip, r.value`
  return csv(
    ['respondent', 'clip', 'source', 'position', 'rating', 'rt_ms'],
    rows.map(({ respondent, clip, source, position, value, rt_ms }) => [
      respondent,
      clip === '' ? '' : `${source}/${clip}`,
      source,
      position,
      value,
      rt_ms,
    ]),
  )
}

interface CsvRow {
  respondent: string
  clip: string
  source: string
  position: number | null
  value: number
  rt_ms: number | null
}
