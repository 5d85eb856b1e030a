/** Another clip in the place of one that did not play. */
import { randomInt } from 'node:crypto'
import type { Transaction } from '@earshot/database/database'

/**
 * One of the clips of the same source and length that fewest runs hold, of a piece that the run does not have and of which none failed
 * in it, by chance; undefined where none is left.
 */
export async function findReplacement(
  tx: Transaction,
  respondentId: string,
  trialId: string,
): Promise<{ clip: string; probability: number } | undefined> {
  const rows = await tx.$queryRaw<{ id: string; runs: number }[]>`
    SELECT c.id, (SELECT count(*)::int FROM stimulus o WHERE o.clip_id = c.id) AS runs
    FROM stimulus s
    JOIN clip failed ON failed.id = s.clip_id
    JOIN clip c ON c.source_id = failed.source_id AND c.audio IS NOT NULL AND c.seconds = failed.seconds
    WHERE s.trial_id = ${trialId}::uuid AND s.slot = 0
      AND c.piece_id NOT IN (
        SELECT h.piece_id FROM trial t JOIN stimulus o ON o.trial_id = t.id JOIN clip h ON h.id = o.clip_id
        WHERE t.respondent_id = ${respondentId}::uuid
        UNION ALL
        SELECT h.piece_id FROM trial t JOIN replaced_clip g ON g.trial_id = t.id JOIN clip h ON h.id = g.clip_id
        WHERE t.respondent_id = ${respondentId}::uuid)`
  const fewest = Math.min(...rows.map(({ runs }) => runs))
  const best = rows.filter(({ runs }) => runs === fewest)
  if (best.length === 0) return undefined
  return { clip: best[randomInt(best.length)].id, probability: 1 / best.length }
}
