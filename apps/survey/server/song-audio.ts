/** A minute of a song as sound, made by the generator. Server only. */
import type { generatorRoutes } from '@earshot/contract/generator'
import { ContractError, type Client, type Streamed } from '@earshot/contract/route'
import { writeMidi } from '@earshot/music/midi'
import type { Score } from '@earshot/music/notes'
import { audible, clipSeconds, earlier } from '../features/listen/clip-plan.ts'
import { Refusal } from './replies.ts'

type Generator = Pick<Client<typeof generatorRoutes>, 'preview'>

/** As all clips are played: some data sets have velocity 1 throughout, and would not be heard. */
const velocity = 80

/**
 * MP3 of `clipSeconds`, whose first note is the song's first at or after `from` (seconds). Throws Refusal where the
 * generator is not known, does not answer, or cannot make it.
 */
export async function songAudio(
  generator: Generator | undefined,
  score: Score,
  from: number,
): Promise<Streamed> {
  if (!generator)
    throw new Refusal(
      503,
      'The survey does not know the generator, which makes sound: set GENERATOR_URL and GENERATOR_TOKEN.',
    )
  const notes = audible(score.notes).map((note) => ({ ...note, velocity }))
  const midi = Buffer.from(writeMidi({ ...score, notes })).toString('base64')
  try {
    return await generator.preview({
      body: { midi, from: Math.max(0, from - earlier), seconds: clipSeconds },
    })
  } catch (error) {
    if (!(error instanceof ContractError)) throw error
    if (error.status === 503)
      throw new Refusal(
        503,
        'The generator, which makes sound, cannot be reached. Is it running? Then play again.',
      )
    throw new Refusal(502, `The generator made no sound: ${error.message}`)
  }
}
