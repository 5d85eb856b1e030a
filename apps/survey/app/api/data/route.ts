import { surveyRoutes } from '@earshot/contract/survey'
import { listDataSets } from '@earshot/data-sets/data-sets'
import { dataRoute } from '../../../server/data-route.ts'
import { reply } from '../../../server/replies.ts'
import { services } from '../../../server/services.ts'

export const GET = dataRoute(async () =>
  reply(surveyRoutes.listDataSets.response, { dataSets: await listDataSets(services()) }),
)
