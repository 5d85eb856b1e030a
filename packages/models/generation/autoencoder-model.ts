import { deriveSeed, normal, seeded } from '@earshot/random/random'
import type { AutoencoderArchitecture } from '../networks/architecture.ts'
import { gaussianAt, type Gaussian } from './gaussian.ts'
import type { Weights } from '../networks/initial-weights.ts'
import { decodeLatent, latentSpace, playedScore, possible, type LatentSpace } from './latent-space.ts'
import { firstIssue, type Manifest } from '../files/manifest.ts'
import {
  autoencoderSettings,
  type AutoencoderSettings,
  type Generated,
  type Model,
  type Part,
} from './model.ts'
import { modelBy, type Making } from './streaming.ts'

/** The latent of one song: noise, with what the sliders say in its place. */
function drawLatent(
  { seed, noise, sliders }: AutoencoderSettings,
  song: number,
  gaussian: Gaussian,
): Float32Array {
  const random = seeded(deriveSeed(seed, 'song', song))
  if (noise === 'none') return gaussianAt(gaussian, sliders)
  const normals = Float64Array.from({ length: gaussian.size }, () => normal(random))
  if (noise === 'standard') return Float32Array.from(normals)
  normals.set(sliders)
  return gaussianAt(gaussian, normals)
}

function partOf(song: number, { score }: Generated, tempo: number): Part {
  return { song, from: 0, to: (score.length * 60) / tempo, notes: score.notes, token: null }
}

/** Songs one after another: each is decoded as a whole. */
function* making(
  settings: AutoencoderSettings,
  gaussian: Gaussian,
  of: AutoencoderArchitecture,
  weights: Weights,
): Making {
  const songs: Generated[] = []
  for (let song = 0; song < settings.count; song++) {
    const latent = possible(drawLatent(settings, song, gaussian), of)
    const made: Generated = {
      score: playedScore(decodeLatent(latent, of, weights), settings),
      settings: { ...settings, song },
      repetition: null,
    }
    songs.push(made)
    yield [partOf(song, made, settings.tempo)]
  }
  return songs
}

function checkedSettings(input: unknown, { size }: Gaussian): AutoencoderSettings {
  const result = autoencoderSettings.safeParse(input)
  if (!result.success) throw new Error(`settings of an autoencoder: ${firstIssue(result.error)}`)
  const { sliders } = result.data
  if (sliders.length > size) {
    throw new Error(
      `settings of an autoencoder: sliders: ${sliders.length}, but the model has ${size} components`,
    )
  }
  return result.data
}

/** Makes an autoencoder usable from its manifest and tensors, which it then owns. */
export function autoencoderModel(manifest: Manifest, weights: Weights): Model {
  const { architecture: of } = manifest
  if (of.kind !== 'autoencoder') throw new Error(`${manifest.name} is no autoencoder but a ${of.kind}`)
  let space: LatentSpace | undefined
  const make = (input: unknown): Making => {
    space ??= latentSpace({ manifest, weights })
    return making(checkedSettings(input, space.gaussian), space.gaussian, of, weights)
  }
  return modelBy(manifest, weights, make)
}
