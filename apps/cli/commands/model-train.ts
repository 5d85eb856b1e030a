import { createJob, runJob } from '@earshot/workshop/jobs'
import type { ModelSummary } from '@earshot/workshop/models'
import { architectures } from '@earshot/workshop/train-model'
import { Argument, Option, type Command } from 'commander'
import { decimals } from '../output.ts'
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

/** `earshot model train` */
export function trainCommand(model: Command): void {
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
}

function tempoOption(text: string | undefined): { tempo?: { lowest: number; highest: number } | null } {
  if (text === undefined) return {}
  if (text === 'any') return { tempo: null }
  const [, lowest, highest] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text) ?? []
  if (lowest === undefined || highest === undefined) {
    throw new Error(`--tempo ${text} is not understood. Write a range such as 110-130, or any.`)
  }
  return { tempo: { lowest: Number(lowest), highest: Number(highest) } }
}
