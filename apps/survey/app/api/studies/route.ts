import { surveyRoutes } from '@earshot/contract/survey'
import { listStudies } from '@earshot/study/studies'
import { isResearcher } from '../../../server/access.ts'
import { answering, Refusal, reply } from '../../../server/replies.ts'
import { services } from '../../../server/services.ts'

export const GET = (): Promise<Response> =>
  answering(async () => {
    if (!(await isResearcher()))
      throw new Refusal(401, 'Open the link for researchers first; npm start prints it.')
    return reply(surveyRoutes.listStudies.response, { studies: await listStudies(services().database) })
  })
