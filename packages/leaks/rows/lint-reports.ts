/** Reports of the leak linter as they are kept. */
import type { Database } from '@earshot/database/database'
import { clipSet } from '@earshot/study/clip-set'
import { leakCheck } from '@earshot/study/gate'
import { findStudy, type CurrentStudy } from '@earshot/study/studies'
import { lintReportSchema, type LintReport } from '../finding.ts'

/** Keeps a report with the study's version and the clips and sound settings that were checked. */
export async function storeReport(
  database: Database,
  checked: { versionId: string; clipSet: string },
  report: LintReport,
  at: Date,
): Promise<void> {
  await database.lintReport.create({ data: { ...checked, at, passed: report.passed, report } })
}

export interface KeptReport {
  at: Date
  /** False where the study or its clips have changed since. */
  current: boolean
  report: LintReport
}

/** The newest report of a study, whatever its version, and how its gate stands; undefined where there is no study. */
export async function lintState(database: Database, slug: string) {
  const study = await findStudy(database, slug)
  if (!study) return undefined
  const [check, kept] = await Promise.all([leakCheck(database, study), newestReport(database, study)])
  return { check, kept }
}

async function newestReport(database: Database, study: CurrentStudy): Promise<KeptReport | undefined> {
  const row = await database.lintReport.findFirst({
    where: { version: { studyId: study.id } },
    orderBy: { at: 'desc' },
  })
  if (!row) return undefined
  const current = row.versionId === study.versionId && row.clipSet === (await clipSet(database, study.file))
  return { at: row.at, current, report: lintReportSchema.parse(row.report) }
}
