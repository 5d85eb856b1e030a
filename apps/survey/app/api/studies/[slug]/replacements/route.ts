import { surveyRoutes } from '@earshot/contract/survey'
import { replaceClip } from '@earshot/study/run'
import { runRoute } from '../../../../../server/run-route.ts'
import { services } from '../../../../../server/services.ts'

export const POST = runRoute(surveyRoutes.replaceClip.body, ({ body, ...run }) =>
  replaceClip(services().database, { ...run, key: body.key }),
)
