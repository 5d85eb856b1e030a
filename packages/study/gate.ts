/** The gate before opening: a study opens when the leak check of its clips passed, or a named person waived it. */
import type { LeakCheck } from '@earshot/contract/results'
import type { Database, Transaction } from '@earshot/database/database'
import { z } from 'zod'
import { clipSet } from './clip-set.ts'
import { getStudy, lockStudy, patient, StudyError, type CurrentStudy } from './studies.ts'

/** How the leak check of the study's newest version and its clips as they are now stands: the newest word counts. */
export async function leakCheck(
  tx: Transaction,
  study: Pick<CurrentStudy, 'versionId' | 'file'>,
): Promise<LeakCheck> {
  const of = { versionId: study.versionId, clipSet: await clipSet(tx, study.file) }
  const [report, waiver] = await Promise.all([
    tx.lintReport.findFirst({ where: of, orderBy: { at: 'desc' }, select: { at: true, passed: true } }),
    tx.lintWaiver.findFirst({ where: of, orderBy: { at: 'desc' } }),
  ])
  if (waiver && (!report || waiver.at >= report.at)) {
    const { at, by, reason } = waiver
    return { state: 'waived', at: at.toISOString(), by, reason }
  }
  if (!report) return { state: 'unchecked', at: null, by: null, reason: null }
  const state = report.passed ? ('passed' as const) : ('blocked' as const)
  return { state, at: report.at.toISOString(), by: null, reason: null }
}

/** Throws StudyError, with what to do, unless the study may open. */
export async function requireLeakCheck(tx: Transaction, study: CurrentStudy): Promise<void> {
  const { state } = await leakCheck(tx, study)
  if (state === 'passed' || state === 'waived') return
  const { slug } = study
  const why =
    state === 'unchecked'
      ? `Its clips have not been checked for leaks as they are now. Check them with: earshot study lint ${slug}.`
      : `The leak check of its clips found something that blocks. See it again with: earshot study lint ${slug}.`
  throw new StudyError(
    `"${slug}" cannot open. ${why} A named person may open it all the same: earshot study waive ${slug} --by NAME --reason TEXT`,
  )
}

export const waiverSchema = z.strictObject({
  /** Who takes the responsibility. */
  by: z.string().trim().min(1, 'name the person who waives the check').max(200),
  reason: z.string().trim().min(1, 'give a reason, which readers of the results will see').max(2000),
})
export type Waiver = z.infer<typeof waiverSchema>

/**
 * Lets a study open without a check that passed, by the word of a named person, which is kept with the newest report, in
 * the change log and in the results. Throws StudyError where there is nothing to waive or the name or reason is missing.
 */
export async function waiveLeakCheck(
  database: Database,
  slug: string,
  waiver: Waiver,
  now: Date,
): Promise<LeakCheck> {
  const parsed = waiverSchema.safeParse(waiver)
  if (!parsed.success) throw new StudyError(parsed.error.issues.map(({ message }) => message).join('; '))
  const { by, reason } = parsed.data
  return database.$transaction(async (tx) => {
    await lockStudy(tx, slug)
    const study = await getStudy(tx, slug)
    if (study.linkage === 'none')
      throw new StudyError(`"${slug}" holds reported ratings and takes no respondents.`)
    if ((await leakCheck(tx, study)).state === 'passed')
      throw new StudyError(`The leak check of "${slug}" passed: there is nothing to waive.`)
    const of = { versionId: study.versionId, clipSet: await clipSet(tx, study.file) }
    const report = await tx.lintReport.findFirst({ where: of, orderBy: { at: 'desc' } })
    await tx.lintWaiver.create({ data: { ...of, reportId: report?.id ?? null, at: now, by, reason } })
    const detail = { version: study.version, reason, report: report?.id ?? null }
    await tx.change.create({
      data: { actor: by, action: 'waive leak check', subject: `study/${slug}`, detail },
    })
    return leakCheck(tx, study)
  }, patient)
}
