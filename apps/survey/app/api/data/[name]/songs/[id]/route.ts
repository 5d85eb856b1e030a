import { surveyRoutes } from '@earshot/contract/survey'
import { showSong } from '@earshot/data-sets/songs'
import { dataRoute, type SongParams } from '../../../../../../server/data-route.ts'
import { reply } from '../../../../../../server/replies.ts'
import { services } from '../../../../../../server/services.ts'

export const GET = dataRoute(async (_request, { name, id }: SongParams) =>
  reply(surveyRoutes.showSong.response, await showSong(services(), name, id)),
)
