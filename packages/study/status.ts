/** A study's way from draft to open and closed. */
import type { Database, StudyStatus, Transaction } from '@earshot/database/database'
import { requireLeakCheck } from './gate.ts'
import { checkDraws, getStudy, lockStudy, patient, StudyError, type CurrentStudy } from './studies.ts'

/** From which states a study may go to another. */
const steps: Record<StudyStatus, StudyStatus[]> = {
  draft: ['pilot', 'open'],
  pilot: ['open', 'closed'],
  open: ['closed'],
  closed: ['open'],
}

/** Until the transaction ends no clip is added to the study's pools: the check that it opens by is one of all clips it has. */
const lockPools = (tx: Transaction, { versionId }: CurrentStudy) =>
  tx.$queryRaw`
    SELECT 1 AS locked FROM source WHERE id IN (SELECT source_id FROM study_source WHERE version_id = ${versionId}::uuid)
    ORDER BY id FOR SHARE`

/**
 * Opens or closes a study; the state it is in already is no mistake. Throws StudyError for a step that is not allowed,
 * where respondents are to come but the pools have become too small, and where it is to open but its leak check has
 * neither passed nor been waived.
 */
export async function setStatus(
  database: Database,
  slug: string,
  to: StudyStatus,
  actor: string,
): Promise<CurrentStudy> {
  return database.$transaction(async (tx) => {
    await lockStudy(tx, slug)
    const study = await getStudy(tx, slug)
    if (study.status === to) return study
    await lockPools(tx, study)
    if (study.linkage === 'none')
      throw new StudyError(`"${slug}" holds reported ratings and takes no respondents.`)
    if (!steps[study.status].includes(to))
      throw new StudyError(`"${slug}" is ${study.status} and cannot become ${to}.`)
    if (to !== 'closed') await checkDraws(tx, study.file)
    if (to === 'open') await requireLeakCheck(tx, study)
    await tx.study.update({ where: { slug }, data: { status: to } })
    await tx.change.create({ data: { actor, action: to, subject: `study/${slug}` } })
    return { ...study, status: to }
  }, patient)
}
