import { surveyRoutes } from '@earshot/contract/survey'
import { setSound } from '@earshot/study/run'
import { runRoute } from '../../../../../server/run-route.ts'
import { services } from '../../../../../server/services.ts'

export const POST = runRoute(surveyRoutes.setSound.body, ({ body, ...run }) =>
  setSound(services().database, { ...run, sound: body }),
)
