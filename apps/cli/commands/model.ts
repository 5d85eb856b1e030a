import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Argument, Option, type Command } from 'commander'
import { writeMidi } from '@earshot/music/midi'
import { createJob, runJob } from '@earshot/workshop/jobs'
import {
  architectures,
  generateSongs,
  listModels,
  showModel,
  type ModelSummary,
} from '@earshot/workshop/models'
import { decimals, table } from '../output.ts'
import { inHome, splitPart, wholeNumber } from './run.ts'

interface TrainOptions {
  data: string
  name: string
  songs?: number
  epochs?: number
  seed?: number
  mode?: 'windows' | 'sequence'
  tempo?: string
  split?: ReturnType<typeof splitPart>
}

export interface SamplingOptions {
  temperature?: number
  topK?: number
  topP?: number
  length?: number
  threshold?: number
}

export function modelCommands(program: Command): void {
  const model = program.command('model').description('models: training, and songs of them')

  inHome<TrainOptions>(
    model
      .command('train')
      .description('train a model; every option left out is as in the paper')
      .addArgument(new Argument('<architecture>').choices(architectures))
      .requiredOption('--data <name>', 'data set to train on')
      .requiredOption('--name <name>', 'name of the new model')
      .option('--songs <n>', 'how many songs of the data set, drawn by the seed', wholeNumber(1))
      .option('--epochs <n>', 'epochs', wholeNumber(1))
      .option('--seed <n>', 'seed of all chance in the training', wholeNumber(0))
      .addOption(
        new Option('--mode <mode>', 'of an LSTM: targets in training').choices(['windows', 'sequence']),
      )
      .option('--split <split/part>', 'only songs of this part of a split of the data set', splitPart)
      .option('--tempo <range>', 'songs of these quarter notes a minute, for example 110-130, or "any"'),
    async ({ home, output }, [architecture = ''], { data, name, tempo, split: selection, ...options }) => {
      const input = { architecture, data, name, selection, options: { ...options, ...tempoOption(tempo) } }
      const job = await createJob(home.workshop.database, 'train_model', input)
      const summary = (await output.work((work) => runJob(home.workshop, job.id, work))) as ModelSummary
      output.result(
        summary,
        ({ songs, epochs, loss }) =>
          `${name}: ${String(epochs)} epochs on ${String(songs)} songs, best training loss ${decimals(loss, 4)}`,
      )
    },
  )

  inHome(model.command('list').description('list the models'), async ({ home, output }) => {
    output.result({ models: await listModels(home.workshop) }, ({ models }) =>
      table(
        ['model', 'architecture', 'version', 'songs', 'epochs', 'loss'],
        models.map(({ name, architecture, version, songs, epochs, loss }) => [
          name,
          architecture,
          version,
          songs,
          epochs,
          decimals(loss, 4),
        ]),
      ),
    )
  })

  inHome(
    model.command('show').description("show a model's manifest").argument('<name>'),
    async ({ home, output }, [name = '']) => {
      output.result(await showModel(home.workshop, name), ({ architecture, version, file, manifest }) =>
        [
          `${name}: ${architecture}, version ${String(version)}, made ${manifest.created}`,
          `  data      ${manifest.data.name}, ${String(manifest.data.songs.length)} songs`,
          `  training  ${String(manifest.training.epochs)} epochs, best loss ${decimals(manifest.training.best.loss, 4)} in epoch ${String(manifest.training.best.epoch)}`,
          `  backend   ${manifest.backend}, TensorFlow.js ${manifest.tfjs}, weights as ${manifest.precision}`,
          `  file      ${file}`,
        ].join('\n'),
      )
    },
  )

  inHome<SamplingOptions & { count: number; seed: number; out: string }>(
    sampling(
      model
        .command('generate')
        .description('write songs of a model as MIDI files')
        .argument('<name>')
        .requiredOption('--count <n>', 'how many songs', wholeNumber(1))
        .requiredOption('--seed <n>', 'the same seed gives the same songs', wholeNumber(0))
        .requiredOption('--out <folder>', 'folder to write to'),
    ),
    async ({ home, output }, [name = ''], { count, seed, out, ...settings }) => {
      const songs = await generateSongs(home.workshop, name, {
        ...settings,
        count,
        seed,
      })
      await mkdir(out, { recursive: true })
      const files = await Promise.all(
        songs.map(async ({ score }, index) => {
          const file = resolve(join(out, `${name}-${String(seed)}-${String(index + 1).padStart(3, '0')}.mid`))
          await writeFile(file, writeMidi(score))
          return { file, notes: score.notes.length }
        }),
      )
      output.result({ model: name, seed, files }, () =>
        files.map(({ file, notes }) => `${file}  ${String(notes)} notes`).join('\n'),
      )
    },
  )
}

/** Options of generation; those that a model does not know are refused by it. */
export const sampling = (command: Command): Command =>
  command
    .option('--temperature <t>', 'LSTM: 0 takes the most probable token (paper)', Number)
    .option('--top-k <k>', 'LSTM: only the k most probable tokens', wholeNumber(1))
    .option('--top-p <p>', 'LSTM: only the most probable tokens that make up p', Number)
    .option('--length <n>', 'LSTM: tokens a song', wholeNumber(1))
    .option('--threshold <p>', 'autoencoder: a cell sounds from this probability on', Number)

function tempoOption(text: string | undefined): { tempo?: { lowest: number; highest: number } | null } {
  if (text === undefined) return {}
  if (text === 'any') return { tempo: null }
  const [, lowest, highest] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text) ?? []
  if (lowest === undefined || highest === undefined) {
    throw new Error(`--tempo ${text} is not understood. Write a range such as 110-130, or any.`)
  }
  return { tempo: { lowest: Number(lowest), highest: Number(highest) } }
}
