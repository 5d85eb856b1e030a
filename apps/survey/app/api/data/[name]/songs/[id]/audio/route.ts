import { surveyRoutes } from '@earshot/contract/survey'
import { showSong } from '@earshot/data-sets/songs'
import { z } from 'zod'
import { audioStreamReply } from '../../../../../../../server/audio.ts'
import { dataRoute, type SongParams } from '../../../../../../../server/data-route.ts'
import { Refusal } from '../../../../../../../server/replies.ts'
import { services } from '../../../../../../../server/services.ts'
import { songAudio } from '../../../../../../../server/song-audio.ts'

export const GET = dataRoute(async (request, { name, id }: SongParams) => {
  const query = surveyRoutes.songAudio.query.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (!query.success) throw new Refusal(400, z.prettifyError(query.error))
  const { score } = await showSong(services(), name, id)
  const audio = await songAudio(services().generator, score, query.data.from)
  return audioStreamReply(audio, request.headers.get('range'))
})
