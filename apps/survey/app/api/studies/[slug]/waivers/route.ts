import { surveyRoutes } from '@earshot/contract/survey'
import { waiveLeakCheck } from '@earshot/study/gate'
import { readBody, reply } from '../../../../../server/replies.ts'
import { services } from '../../../../../server/services.ts'
import { studyRoute } from '../../../../../server/study-route.ts'

export const POST = studyRoute(async (request, slug) => {
  const { body, response } = surveyRoutes.waiveLeakCheck
  const waiver = await readBody(request, body)
  return reply(response, { leakCheck: await waiveLeakCheck(services().database, slug, waiver, new Date()) })
})
