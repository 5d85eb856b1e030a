import { surveyRoutes } from '@earshot/contract/survey'
import { showDataSet } from '@earshot/data-sets/data-sets'
import { dataRoute, type SongParams } from '../../../../server/data-route.ts'
import { reply } from '../../../../server/replies.ts'
import { services } from '../../../../server/services.ts'

export const GET = dataRoute(async (_request, { name }: Pick<SongParams, 'name'>) =>
  reply(surveyRoutes.showDataSet.response, await showDataSet(services(), name)),
)
