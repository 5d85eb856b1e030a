import { surveyRoutes } from '@earshot/contract/survey'
import { setStatus } from '@earshot/study/status'
import { readBody, reply } from '../../../../../server/replies.ts'
import { services } from '../../../../../server/services.ts'
import { studyRoute } from '../../../../../server/study-route.ts'

export const POST = studyRoute(async (request, slug) => {
  const { body, response } = surveyRoutes.changeStatus
  const asked = await readBody(request, body)
  const { status } = await setStatus(services().database, slug, asked.status, 'researcher')
  return reply(response, { status })
})
