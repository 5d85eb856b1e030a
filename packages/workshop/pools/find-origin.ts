import { Refusal } from '@earshot/jobs/work'
import { findModel } from '../registry/models.ts'
import type { Workshop } from '../workshop.ts'
import { generatedOrigin } from './generated-origin.ts'
import { humanOrigin } from './human-origin.ts'
import type { Origin } from './origins.ts'
import type { PoolRequest } from './request.ts'

/** The origin that a request names. Throws Refusal where there is none, or two. */
export async function findOrigin(workshop: Workshop, request: PoolRequest): Promise<Origin> {
  const { database } = workshop
  const [model, dataSet] = await Promise.all([
    findModel(workshop, request.from),
    database.dataSet.findUnique({ where: { name: request.from } }),
  ])
  if (model && dataSet) throw new Refusal(`"${request.from}" names both a model and a data set; rename one.`)
  if (model) return generatedOrigin(workshop, request)
  if (dataSet) return humanOrigin(workshop, request, dataSet.id)
  throw new Refusal(
    `There is no model and no data set "${request.from}". List them with: earshot model list, earshot data list`,
  )
}
