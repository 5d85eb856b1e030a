import { surveyRoutes } from '@earshot/contract/survey'
import { skipTrial } from '@earshot/study/run'
import { runRoute } from '../../../../../server/run-route.ts'
import { services } from '../../../../../server/services.ts'

export const POST = runRoute(surveyRoutes.skipTrial.body, ({ body, ...run }) =>
  skipTrial(services().database, { ...run, ...body }),
)
