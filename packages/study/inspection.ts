/** Inspection: runs of kind preview that together hold every clip of a study, for the leak linter. They count nowhere. */
import type { Database } from '@earshot/database/database'
import { shuffled, type Random } from '@earshot/random/random'
import { newToken, nextNumber, storeRun } from './new-run.ts'
import { trialsOfRun } from './run.ts'
import { getStudy, lockStudy, patient, pools, StudyError } from './studies.ts'

/** A run as its respondent would come to it: its consent is not given yet. */
export interface InspectionRun {
  token: string
  /** In the order of presentation. */
  trials: { key: string; clip: string }[]
}

/**
 * Makes runs as long as a respondent's, the clips of all sources in one order by chance; the last one is filled up with
 * clips of the first. `inspector` names who must end it. Throws StudyError where there is no such study, or no clips.
 */
export async function createInspection(
  database: Database,
  slug: string,
  { inspector, random, now }: { inspector: string; random: Random; now: Date },
): Promise<InspectionRun[]> {
  return database.$transaction(async (tx) => {
    await lockStudy(tx, slug)
    const { linkage, file, versionId } = await getStudy(tx, slug)
    if (linkage === 'none') throw new StudyError(`"${slug}" holds reported ratings and takes no respondents.`)
    // Of a machine that is no more, nobody else will end them.
    await tx.respondent.deleteMany({ where: { inspector: { not: null }, expiresAt: { lt: now } } })
    const all = (await pools(tx, file)).flatMap(({ pool }) => pool.map(({ id }) => id))
    const length = file.sources.reduce((sum, { clips }) => sum + clips, 0)
    const runs: InspectionRun[] = []
    let number = await nextNumber(tx, versionId, 'preview')
    for (const clips of portions(shuffled(all, random), length)) {
      const token = newToken()
      const draws = clips.map((clip) => ({ clip, probability: 1 }))
      const respondent = {
        kind: 'preview' as const,
        number: number++,
        token,
        now,
        inspector,
        consentedAt: null,
      }
      await storeRun(tx, versionId, draws, respondent)
      runs.push({ token, trials: await trialsOfRun(tx, token) })
    }
    return runs
  }, patient)
}

/** Portions of `length`, the last one filled up from the beginning. */
const portions = <T>(items: readonly T[], length: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / length) }, (_, portion) =>
    Array.from({ length }, (_, index) => items[(portion * length + index) % items.length]),
  )

/** Deletes the runs of an inspector with all that was stored of them. */
export const endInspection = (database: Database, inspector: string) =>
  database.respondent.deleteMany({ where: { kind: 'preview', inspector } })

/** Who has inspections that have not ended, whatever the study. */
export async function inspectors(database: Database): Promise<string[]> {
  const found = await database.respondent.findMany({
    where: { inspector: { not: null } },
    distinct: ['inspector'],
    select: { inspector: true },
  })
  return found.flatMap(({ inspector }) => inspector ?? [])
}
