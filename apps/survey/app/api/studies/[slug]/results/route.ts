import { surveyRoutes } from '@earshot/contract/survey'
import { studyResults } from '@earshot/study/results'
import type { NextRequest } from 'next/server'
import { resultsRequest, type SlugContext } from '../../../../../server/results-route.ts'
import { answering, Refusal, reply } from '../../../../../server/replies.ts'
import { services } from '../../../../../server/services.ts'

export const GET = (request: NextRequest, context: SlugContext): Promise<Response> =>
  answering(async () => {
    const { slug, of } = await resultsRequest(request, context)
    const results = await studyResults(services().database, slug, of)
    if (!results) throw new Refusal(404, `There is no study "${slug}".`)
    return reply(surveyRoutes.results.response, results)
  })
