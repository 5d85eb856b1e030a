import { surveyRoutes } from '@earshot/contract/survey'
import { listSongs, songQuerySchema } from '@earshot/data-sets/song-list'
import { z } from 'zod'
import { dataRoute, type SongParams } from '../../../../../server/data-route.ts'
import { Refusal, reply } from '../../../../../server/replies.ts'
import { services } from '../../../../../server/services.ts'

export const GET = dataRoute(async (request, { name }: Pick<SongParams, 'name'>) => {
  const query = songQuerySchema.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (!query.success) throw new Refusal(400, z.prettifyError(query.error))
  return reply(surveyRoutes.listSongs.response, await listSongs(services(), name, query.data))
})
