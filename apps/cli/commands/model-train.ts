import { presetNames } from '@earshot/models/training/presets'
import { createJob, runJob } from '@earshot/workshop/jobs'
import { forgetTrainings } from '@earshot/workshop/training/forget-trainings'
import { findTrainingToResume, trainable, type TrainingReport } from '@earshot/workshop/training/train-model'
import { Argument, Option, type Command } from 'commander'
import { decimals, type Output } from '../output.ts'
import type { Home } from '../home.ts'
import { inHome, setting, splitPart, wholeNumber } from './run.ts'

interface TrainOptions {
  data: string
  name?: string
  songs?: number
  epochs?: number
  seed?: number
  mode?: 'windows' | 'sequence'
  tempo?: string
  heldOut?: string
  split?: ReturnType<typeof splitPart>
  checkpointMinutes?: number
  snapshotEpochs?: number
  set?: Record<string, unknown>
}

/** `earshot model train`, `earshot model resume` and `earshot model forget` */
export function trainCommand(model: Command): void {
  inHome<TrainOptions>(
    model
      .command('train')
      .description(
        'train one of the six models of the paper, or an architecture; options left out are as there',
      )
      .addArgument(new Argument('<model>').choices(trainable))
      .requiredOption('--data <name>', 'data set to train on')
      .option('--name <name>', 'name of the new model; by default that of the paper')
      .option('--songs <n>', 'how many songs of the data set, drawn by the seed', wholeNumber(1))
      .option('--epochs <n>', 'epochs', wholeNumber(1))
      .option('--seed <n>', 'seed of all chance in the training', wholeNumber(0))
      .addOption(
        new Option('--mode <mode>', 'of an LSTM: targets in training').choices(['windows', 'sequence']),
      )
      .option('--split <split/part>', 'only songs of this part of a split of the data set', splitPart)
      .option('--tempo <range>', 'songs of these quarter notes a minute, for example 110-130, or "any"')
      .option('--held-out <share>', 'share of the songs that no model sees (0.1), or "none"')
      .option(
        '--set <option=value>',
        'any other option of docs/models/training.md; may be repeated',
        setting,
        {},
      )
      .option('--checkpoint-minutes <n>', 'minutes from one checkpoint to the next', wholeNumber(1))
      .option('--snapshot-epochs <n>', 'keep the weights each so many epochs', wholeNumber(1)),
    async ({ home, output }, [architecture = ''], given) => {
      const {
        data,
        tempo,
        heldOut,
        split: selection,
        checkpointMinutes,
        snapshotEpochs,
        set,
        ...options
      } = given
      const { name = architecture, ...rest } = options
      if (given.name === undefined && !presetNames.some((preset) => preset === architecture))
        throw new Error('Give the new model a name with --name.')
      const all = { ...rest, ...tempoOption(tempo), ...heldOutOption(heldOut), ...set }
      const input = { architecture, data, name, selection, options: all, checkpointMinutes, snapshotEpochs }
      const job = await createJob(home.workshop.database, 'train_model', input)
      await runTraining(home, output, job.id)
    },
  )

  inHome(
    model
      .command('resume')
      .description('go on with a training that was stopped or killed')
      .argument('<name>', 'name of the model'),
    async ({ home, output }, [name = '']) => {
      await runTraining(home, output, await findTrainingToResume(home.workshop, name))
    },
  )

  inHome(
    model
      .command('forget')
      .description(
        'free what trainings keep beside their model: weights of epochs, and the checkpoint of one that was stopped',
      )
      .argument('<name>', 'name of the model'),
    async ({ home, output }, [name = '']) => {
      const now = () => new Date()
      output.result(
        await forgetTrainings(home.workshop, name, { now }),
        ({ snapshots, checkpoints, bytes }) =>
          snapshots + checkpoints === 0
            ? `Trainings of "${name}" keep nothing beside their model.`
            : `Freed ${decimals(bytes / 1e6, 1)} MB of "${name}", whose versions stay: ${String(snapshots)} epochs' weights, ${String(checkpoints)} checkpoints.`,
      )
    },
  )
}

async function runTraining(home: Home, output: Output, job: string): Promise<void> {
  const report = (await output.work((work) => runJob(home.workshop, job, work))) as TrainingReport
  output.result(report, ({ name, version, songs, epochs, loss, stopped, resumable }) =>
    [
      `${name}, version ${String(version)}: ${String(epochs)} epochs on ${String(songs)} songs, best training loss ${decimals(loss, 4)}`,
      ...(stopped === null ? [] : [`It ended early: ${stopped}.`]),
      ...(resumable ? [`Go on with: earshot model resume ${name}`] : []),
    ].join('\n'),
  )
}

function heldOutOption(text: string | undefined): { heldOut?: { share: number } | null } {
  if (text === undefined) return {}
  if (text === 'none') return { heldOut: null }
  const share = Number(text)
  if (!(share > 0 && share <= 0.5)) {
    throw new Error(`--held-out ${text} is not understood. Write a share above 0 and at most 0.5, or none.`)
  }
  return { heldOut: { share } }
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
