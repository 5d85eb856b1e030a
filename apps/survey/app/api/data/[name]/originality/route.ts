import { surveyRoutes } from '@earshot/contract/survey'
import { reportsAbout } from '@earshot/data-sets/originality-reports'
import { dataRoute, type SongParams } from '../../../../../server/data-route.ts'
import { reply } from '../../../../../server/replies.ts'
import { services } from '../../../../../server/services.ts'

export const GET = dataRoute(async (_request, { name }: Pick<SongParams, 'name'>) =>
  reply(surveyRoutes.originality.response, { reports: await reportsAbout(services(), name) }),
)
