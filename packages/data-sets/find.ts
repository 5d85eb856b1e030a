import type { Database } from '@earshot/database/database'
import { Refusal } from '@earshot/jobs/work'

export const noDataSet = (name: string): Refusal =>
  new Refusal(`There is no data set "${name}". List them with: earshot data list`)

/** The row of a data set. Throws Refusal where there is none. */
export async function findDataSet(database: Database, name: string): Promise<{ id: string }> {
  const row = await database.dataSet.findUnique({ where: { name }, select: { id: true } })
  if (!row) throw noDataSet(name)
  return row
}
