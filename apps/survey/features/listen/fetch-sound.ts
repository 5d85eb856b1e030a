import { surveyRoutes } from '@earshot/contract/survey'
import { ContractError, createClient } from '@earshot/contract/route'

/** A minute of a song as MP3. Rejects with an Error that says in a sentence why there is none. */
export async function fetchSound(song: { name: string; id: string }, from: number): Promise<Blob> {
  const survey = createClient(surveyRoutes, location.origin)
  try {
    const bytes = await survey.songAudio({ params: song, query: { from } })
    return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'audio/mpeg' })
  } catch (error) {
    const away = error instanceof ContractError && error.cause !== undefined
    throw away ? new Error('No connection to Earshot. Play again when it is back.', { cause: error }) : error
  }
}
