/**
 * Makes the models that come with Earshot, from the ten public-domain pieces of content/starter:
 *
 *   npx tsx packages/models/training/train-bundled.ts train autoencoder-starter FOLDER
 *   npx tsx packages/models/training/train-bundled.ts pack autoencoder-starter FOLDER
 *
 * and the same for lstm-starter. `train` takes about a quarter of an hour on one core and leaves float32 weights in
 * FOLDER; `pack` measures what int8 changes and writes content/models/NAME.safetensors.br. The pieces (ragtime,
 * Debussy, Satie) have their own tempi, so the paper's tempo filter is off. A last
 * argument names another folder with the pieces.
 */
import { readMidi } from '@earshot/music/midi'
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { evaluateAutoencoder, evaluateLstm } from '../evaluation/evaluation.ts'
import type { Progress } from './learner.ts'
import { readModelFile, writeModelFile } from '../files/model-file.ts'
import type { Model } from '../generation/model.ts'
import { loadedSong, type Song } from './songs.ts'
import { trainAutoencoder } from './train-autoencoder.ts'
import { trainLstm } from './train-lstm.ts'
import { loadModel, saveModel } from '../files/weights.ts'

const content = path.join(import.meta.dirname, '../../../content')

async function starterSongs(folder: string): Promise<Song[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.mid')).sort()
  return Promise.all(
    files.map(async (name) => {
      const bytes = await readFile(path.join(folder, name))
      const hash = createHash('sha256').update(bytes).digest('hex')
      return loadedSong({ id: path.basename(name, '.mid'), hash }, readMidi(bytes).score)
    }),
  )
}

const started = performance.now()

function onProgress({ epoch, epochs, batch, batches, loss }: Progress): void {
  if (batch < batches) return
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(`epoch ${epoch} of ${epochs}, loss ${loss.toPrecision(5)}, ${seconds} s`)
}

const about = { dataSet: 'starter', created: new Date().toISOString(), seed: 1 }

/** Linear latents: with ReLU there the network learns more slowly. */
const autoencoderRecipe = {
  tempo: null,
  latent: 'linear',
  epochs: 125,
  batchSize: 8,
  learningRate: 0.0003,
} as const
const lstmRecipe = { epochs: 400, batchSize: 8 }

async function train(name: string, songs: Song[]): Promise<Model> {
  if (name === 'autoencoder-starter') {
    const options = { ...about, name, ...autoencoderRecipe }
    return trainAutoencoder(songs, options, { onProgress })
  }
  return trainLstm(songs, { ...about, name, ...lstmRecipe }, { onProgress })
}

/** Loss on the training songs, and for an autoencoder the F1 of its cells. */
async function measure(model: Model, songs: Song[]): Promise<Record<string, number>> {
  if (model.manifest.architecture.kind !== 'autoencoder') {
    const { loss } = await evaluateLstm(model, songs)
    return loss === null ? {} : { loss }
  }
  const { loss, f1 } = await evaluateAutoencoder(model, songs)
  return { loss, f1 }
}

const named = (numbers: Record<string, number>, suffix: string): Record<string, number> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [`${name} in ${suffix}`, value]))

async function pack(model: Model, songs: Song[]): Promise<void> {
  const small = await loadModel(saveModel(model, { precision: 'int8' }))
  const measurements = {
    ...named(await measure(model, songs), 'float32'),
    ...named(await measure(small, songs), 'int8'),
  }
  const folder = path.join(content, 'models')
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, `${model.manifest.name}.safetensors.br`)
  const bytes = await writeModelFile(file, model, { precision: 'int8', measurements })
  console.log(measurements, `${bytes} bytes`)
}

const [verb, name, folder, starter = path.join(content, 'starter')] = process.argv.slice(2)
if (!['train', 'pack'].includes(verb) || !['autoencoder-starter', 'lstm-starter'].includes(name) || !folder) {
  throw new Error('usage: train-bundled.ts train|pack autoencoder-starter|lstm-starter FOLDER [SONGS]')
}
const file = path.join(folder, `${name}.safetensors`)
const songs = await starterSongs(starter)
if (verb === 'train') await writeModelFile(file, await train(name, songs))
else await pack(await readModelFile(file), songs)
