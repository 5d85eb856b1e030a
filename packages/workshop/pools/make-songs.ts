/** Songs of a model as work that can be watched and stopped. */
import { StoppedError, type Work } from '@earshot/jobs/work'
import {
  lstmSettings,
  type Generated,
  type GenerationSettings,
  type Model,
} from '@earshot/models/generation/model'
import { drained } from '@earshot/models/generation/streaming'

export interface Making {
  signal?: Work['signal'] | undefined
  /** Told again and again which share of the songs is made, from 0 to 1. */
  onMade?: (share: number) => void
}

/** How many parts the stream of the songs has: one a token of an LSTM, one a song of an autoencoder. */
const partsOf = ({ manifest }: Model, settings: GenerationSettings): number =>
  settings.count * (manifest.architecture.kind === 'autoencoder' ? 1 : lstmSettings.parse(settings).length)

/**
 * The songs of `model.generate`, step by step, so that other work goes on meanwhile. Throws StoppedError between two steps
 * once the signal is aborted, and an Error that names a setting that is wrong.
 */
export async function makeSongs(
  model: Model,
  settings: GenerationSettings,
  { signal, onMade = () => undefined }: Making,
): Promise<Generated[]> {
  const stream = model.stream(settings, signal ? { signal } : {})
  const parts = partsOf(model, settings)
  let made = 0
  try {
    return await drained(stream, () => {
      onMade(++made / parts)
    })
  } catch (error) {
    if (signal?.aborted) throw new StoppedError('stopped while songs were made', { cause: error })
    throw error
  }
}
