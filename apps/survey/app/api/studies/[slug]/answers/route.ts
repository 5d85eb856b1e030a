import { surveyRoutes } from '@earshot/contract/survey'
import { answerTrial } from '@earshot/study/run'
import { runRoute } from '../../../../../server/run-route.ts'
import { services } from '../../../../../server/services.ts'

export const POST = runRoute(surveyRoutes.answerTrial.body, ({ body, ...run }) =>
  answerTrial(services().database, { ...run, answer: body }),
)
