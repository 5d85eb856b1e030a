import { surveyRoutes } from '@earshot/contract/survey'
import { ContractError, createClient, fillPath } from '@earshot/contract/route'

interface SongName {
  name: string
  id: string
}

/** Where a minute of a song is to be had as MP3, which is sent while it is made. */
export const soundAddress = (song: SongName, from: number): string =>
  fillPath(surveyRoutes.songAudio.path, { params: { ...song }, query: { from } })

/** A minute of a song as MP3, once it is made. Rejects with an Error that says in a sentence why there is none. */
export async function fetchSound(song: SongName, from: number): Promise<Blob> {
  const survey = createClient(surveyRoutes, location.origin)
  try {
    const { parts } = await survey.songAudio({ params: song, query: { from } })
    const bytes: Uint8Array<ArrayBuffer>[] = []
    for await (const part of parts) bytes.push(part as Uint8Array<ArrayBuffer>)
    return new Blob(bytes, { type: 'audio/mpeg' })
  } catch (error) {
    if (error instanceof ContractError && error.cause === undefined) throw error
    throw new Error('No connection to Earshot. Play again when it is back.', { cause: error })
  }
}
