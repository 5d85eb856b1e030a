/** How long an autoencoder takes from a latent to the probabilities of one song: a slider should feel live. */
import { disposeWeights, initialWeights } from '@earshot/models/networks/initial-weights'
import { decodeLatent } from '@earshot/models/generation/latent-space'
import { normal, seeded } from '@earshot/random/random'
import { opens, type MeasuredBackend } from './backends.ts'
import { median, type Measured } from './figure.ts'
import { autoencoder } from './networks.ts'

const ROUNDS = 50
const MOST_MILLISECONDS = 50

function timed(): number[] {
  const weights = initialWeights(autoencoder, 1)
  const random = seeded(1)
  const times = Array.from({ length: ROUNDS + 1 }, () => {
    const latent = Float32Array.from({ length: autoencoder.perSong.at(-1) ?? 0 }, () => normal(random))
    const begun = performance.now()
    decodeLatent(latent, autoencoder, weights)
    return performance.now() - begun
  })
  disposeWeights(weights)
  return times
}

export async function decodeSong(backend: MeasuredBackend): Promise<Measured[]> {
  const [first = null, ...others] = (await opens(backend)) ? timed() : []
  const warm = others.length > 0 ? median(others) : null
  const about = { unit: 'ms', peer: null, peerValue: null }
  return [
    {
      ...about,
      part: ` ${backend}`,
      name: 'the autoencoder decodes a song, warm',
      value: warm,
      goal: '< 50 ms',
      holds: warm === null ? null : warm < MOST_MILLISECONDS,
    },
    {
      ...about,
      part: ` ${backend} first`,
      name: 'the autoencoder decodes the first song of a process',
      value: first,
      goal: 'shown',
      holds: null,
    },
  ]
}
