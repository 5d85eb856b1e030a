/** How often a respondent was right: told once, at the end, over all clips. */
import type { Score } from '@earshot/contract/blind'
import type { Transaction } from '@earshot/database/database'

/** Of the ratings of a run; 1 and 2 say human, 4 and 5 computer, and 3 says neither. */
export async function scoreOf(tx: Transaction, respondentId: string): Promise<Score> {
  const [row] = await tx.$queryRaw<[Score]>`
    SELECT (count(*) FILTER (WHERE a.value <> 3))::int AS told,
           (count(*) FILTER (WHERE a.value <> 3 AND (a.value < 3) = (so.kind = 'human')))::int AS right,
           (count(*) FILTER (WHERE a.value = 3))::int AS unsure
    FROM answer a
    JOIN trial t ON t.id = a.trial_id
    JOIN stimulus s ON s.trial_id = t.id AND s.slot = 0
    JOIN clip c ON c.id = s.clip_id
    JOIN source so ON so.id = c.source_id
    WHERE t.respondent_id = ${respondentId}::uuid AND a.type = 'rating' AND t.purpose = 'main'`
  return row
}
