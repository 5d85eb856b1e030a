/** What a new respondent is given: the clips that need ratings most, in an order, by the counts as they are under the study's lock. */
import { Prisma, type RespondentKind, type Transaction } from '@earshot/database/database'
import { deriveSeed, seeded, type Random } from '@earshot/random/random'
import { drawPractice, drawRun, meanUncertainty, type Draw, type SourcePool } from './allocation.ts'
import type { StudyFile } from './file.ts'
import { arrange, arrangeBySquare, inArrangement, squareRows } from './presentation.ts'

/** Whose assignment it is; runs of other kinds do not count for it. */
export interface AssignmentOf {
  versionId: string
  kind: RespondentKind
  number: number
  now: Date
}

export interface Assignment {
  /** In the order of presentation. */
  draws: Draw[]
  /** Of pieces that are not in the run otherwise; they count nowhere. */
  practice: Draw[]
  /** The row of the Latin square; null in other orders. */
  orderRow: number | null
}

/**
 * Draws the clips of a respondent and their order, by the study's seed and the respondent's number. The study must be locked, so
 * that nobody else is given clips by the same counts. Throws PoolTooSmall.
 */
export async function assign(tx: Transaction, file: StudyFile, of: AssignmentOf): Promise<Assignment> {
  const random = seeded(deriveSeed(file.seed, of.kind, of.number))
  const pools = await ratedPools(tx, file, of)
  const draws = drawRun(pools, random, file.allocation)
  const { arrangement, orderRow } = await arrangementOf(tx, file, of, random)
  // By chances of their own, so that a study with practice gives the same clips as without.
  const practice = drawPractice(
    pools,
    draws,
    file.practice ?? 0,
    seeded(deriveSeed(file.seed, 'practice', of.kind, of.number)),
  )
  return { draws: inArrangement(draws, arrangement, random), practice, orderRow }
}

/**
 * Runs of the same kind that are finished, or live and not expired; excluded respondents leave their places to others. As an array, by
 * which PostgreSQL looks trials up in their index also where it has no statistics yet, as when many come to a new study at once.
 */
const countingRuns = ({ versionId, kind, now }: AssignmentOf) =>
  Prisma.sql`ANY (ARRAY (
    SELECT r.id FROM respondent r
    WHERE r.version_id = ${versionId}::uuid AND r.kind = ${kind}::"RespondentKind"
      AND (r.finished_at IS NOT NULL OR r.expires_at > ${now}) AND r.withdrawn_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM exclusion e WHERE e.respondent_id = r.id)))`

/** Many wait for this under the study's lock: two plain queries are ten times as fast as one that joins them. */
async function ratedPools(tx: Transaction, file: StudyFile, of: AssignmentOf): Promise<SourcePool[]> {
  const clips = await tx.$queryRaw<{ id: string; piece: string; source: string }[]>`
    SELECT c.id, c.piece_id AS piece, so.name AS source
    FROM study_source ss JOIN source so ON so.id = ss.source_id
    JOIN clip c ON c.source_id = so.id AND c.audio IS NOT NULL AND c.seconds = ${file.seconds}
    WHERE ss.version_id = ${of.versionId}::uuid
    ORDER BY c.name COLLATE "C"`
  const runs = new Map((await runsOf(tx, of)).map(({ clip, runs: count }) => [clip, count]))
  const widths = file.allocation === 'widest-interval' ? await widthsOf(tx, of) : null
  return file.sources.map(({ source, clips: wanted }) => ({
    source,
    clips: wanted,
    pool: clips
      .filter((clip) => clip.source === source)
      .map(({ id, piece }) => ({
        id,
        piece,
        ratings: runs.get(id) ?? 0,
        ...(widths ? { width: widths.get(id) ?? meanUncertainty(0, null) } : {}),
      })),
  }))
}

/** How many runs hold each clip, and did not skip it. */
const runsOf = (tx: Transaction, of: AssignmentOf) => tx.$queryRaw<{ clip: string; runs: number }[]>`
  SELECT s.clip_id AS clip, count(*)::int AS runs
  FROM trial t JOIN stimulus s ON s.trial_id = t.id
  WHERE t.respondent_id = ${countingRuns(of)} AND t.skipped_at IS NULL AND t.purpose = 'main'
  GROUP BY s.clip_id`

async function widthsOf(tx: Transaction, of: AssignmentOf): Promise<Map<string, number>> {
  const rated = await tx.$queryRaw<{ clip: string; given: number; variance: number | null }[]>`
    SELECT s.clip_id AS clip, count(*)::int AS given, var_samp(a.value)::float8 AS variance
    FROM trial t JOIN stimulus s ON s.trial_id = t.id JOIN answer a ON a.trial_id = t.id AND a.type = 'rating'
    WHERE t.respondent_id = ${countingRuns(of)} AND t.purpose = 'main'
    GROUP BY s.clip_id`
  return new Map(rated.map(({ clip, given, variance }) => [clip, meanUncertainty(given, variance)]))
}

async function arrangementOf(
  tx: Transaction,
  file: StudyFile,
  of: AssignmentOf,
  random: Random,
): Promise<{ arrangement: string[]; orderRow: number | null }> {
  if (file.order !== 'latin-square')
    return { arrangement: arrange(file.sources, file, random), orderRow: null }
  const used = await tx.$queryRaw<{ row: number; runs: number }[]>`
    SELECT order_row AS row, count(*)::int AS runs FROM respondent
    WHERE id = ${countingRuns(of)} AND order_row IS NOT NULL GROUP BY order_row`
  const runs = new Map(used.map((one) => [one.row, one.runs]))
  const rows = Array.from({ length: squareRows(file.sources) }, (_, row) => row)
  const fewest = Math.min(...rows.map((row) => runs.get(row) ?? 0))
  const free = rows.filter((row) => (runs.get(row) ?? 0) === fewest)
  const orderRow = free[Math.floor(random() * free.length)]
  const places = seeded(deriveSeed(file.seed, 'places'))
  return { arrangement: arrangeBySquare(file.sources, orderRow, places), orderRow }
}
