import { showSong } from '@earshot/data-sets/songs'
import { writeMidi } from '@earshot/music/midi'
import { dataRoute, type SongParams } from '../../../../../../../server/data-route.ts'
import { services } from '../../../../../../../server/services.ts'

export const GET = dataRoute(async (_request, { name, id }: SongParams) => {
  const { title, score } = await showSong(services(), name, id)
  const midi = writeMidi(score, { title }) as Uint8Array<ArrayBuffer>
  return new Response(midi, {
    headers: {
      'Content-Type': 'audio/midi',
      'Content-Disposition': `attachment; filename="${id}.mid"`,
      'Cache-Control': 'private, no-store',
    },
  })
})
