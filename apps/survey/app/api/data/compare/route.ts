import { surveyRoutes } from '@earshot/contract/survey'
import { compareByName } from '@earshot/data-sets/comparison'
import { z } from 'zod'
import { mostCompared } from '../../../../features/comparison/address.ts'
import { dataRoute } from '../../../../server/data-route.ts'
import { Refusal, reply } from '../../../../server/replies.ts'
import { services } from '../../../../server/services.ts'

export const GET = dataRoute(async (request) => {
  const query = surveyRoutes.compareDataSets.query.safeParse(
    Object.fromEntries(new URL(request.url).searchParams),
  )
  if (!query.success) throw new Refusal(400, `Name two sets as a and b. ${z.prettifyError(query.error)}`)
  const compared = await compareByName(services(), query.data, { songs: mostCompared })
  return reply(surveyRoutes.compareDataSets.response, compared)
})
