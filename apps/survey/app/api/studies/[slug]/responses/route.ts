import { surveyRoutes } from '@earshot/contract/survey'
import { finishRun } from '@earshot/study/run'
import { runRoute } from '../../../../../server/run-route.ts'
import { services } from '../../../../../server/services.ts'

export const POST = runRoute(surveyRoutes.finishRun.body, ({ body, ...run }) =>
  finishRun(services().database, { ...run, ...body }),
)
