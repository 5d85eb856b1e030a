import { surveyRoutes } from '@earshot/contract/survey'
import { listStudies } from '@earshot/study/studies'
import type { NextRequest } from 'next/server'
import { isResearcher } from '../../../server/access.ts'
import { answering, Refusal, reply } from '../../../server/replies.ts'
import { services } from '../../../server/services.ts'

export const GET = (request: NextRequest): Promise<Response> =>
  answering(async () => {
    if (!(await isResearcher(request.cookies)))
      throw new Refusal(401, 'Open the link for researchers first; npm start prints it.')
    return reply(surveyRoutes.listStudies.response, { studies: await listStudies(services().database) })
  })
