/** The kept reports about a data set, for those who ask by name. */
import { originalitySchema, type OriginalityReport } from '@earshot/contract/originality'
import { Refusal } from '@earshot/jobs/work'
import { findDataSet } from './find.ts'
import type { Stores } from './stores.ts'

/** A report for each pool that was compared with a data set, the newest first. Throws Refusal where there is no such set. */
export async function reportsAbout(
  { database }: Pick<Stores, 'database'>,
  data: string,
): Promise<OriginalityReport[]> {
  const { id: dataSetId } = await findDataSet(database, data)
  const rows = await database.originalityCheck.findMany({ where: { dataSetId }, orderBy: { at: 'desc' } })
  // A report of an older Earshot that no longer fits is as good as none: the check is made again.
  return rows.flatMap(({ report }) => {
    const parsed = originalitySchema.safeParse(report)
    return parsed.success ? [parsed.data] : []
  })
}

/** The report about a pool and a data set. Throws Refusal where there is none. */
export async function reportAbout(
  { database }: Pick<Stores, 'database'>,
  data: string,
  pool: string,
): Promise<OriginalityReport> {
  const report = (await reportsAbout({ database }, data)).find((one) => one.pool === pool)
  if (report) return report
  throw new Refusal(
    `The pool "${pool}" was not compared with "${data}". Do so with: earshot pool check ${pool} --data ${data}`,
  )
}
