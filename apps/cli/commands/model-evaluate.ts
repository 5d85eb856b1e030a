import { evaluateModel } from '@earshot/workshop/evaluation/evaluate-model'
import type { Copies } from '@earshot/workshop/evaluation/copies'
import { copiesOfSnapshots, type SnapshotCopies } from '@earshot/workshop/evaluation/snapshot-copies'
import { listSnapshots, registerSnapshot, type Kept } from '@earshot/workshop/training/snapshots'
import type { Command } from 'commander'
import { decimals, table } from '../output.ts'
import { inHome, wholeNumber } from './run.ts'

/** `earshot model evaluate`, `earshot model snapshots` and `earshot model rewind` */
export function evaluateCommands(model: Command): void {
  inHome<{ songs?: number; seed?: number }>(
    model
      .command('evaluate')
      .description('measure a model: held-out loss, its songs, and what they copy; makes its next version')
      .argument('<name>', 'name or name@version')
      .option('--songs <n>', 'songs that are made for each setting', wholeNumber(2))
      .option('--seed <n>', 'seed of the songs', wholeNumber(0)),
    async ({ home, output }, [name = ''], request) => {
      const report = await output.work((work) => evaluateModel(home.workshop, name, request, work))
      output.result(report, ({ name: of, version, measurements }) =>
        [
          `${of}, version ${String(version)}`,
          table(
            ['measurement', 'value'],
            Object.entries(measurements).map(([key, value]) => [key, decimals(value, 4)]),
          ),
        ].join('\n'),
      )
    },
  )

  inHome<{ copies?: true; songs?: number }>(
    model
      .command('snapshots')
      .description('list the epochs whose weights a training kept')
      .argument('<name>', 'name or name@version')
      .option('--copies', 'make songs of each, and count those that copy a training song')
      .option('--songs <n>', 'songs that are made for each setting', wholeNumber(2)),
    async ({ home, output }, [name = ''], { copies, songs }) => {
      const snapshots: (Kept & Partial<SnapshotCopies>)[] = copies
        ? await output.work((work) => copiesOfSnapshots(home.workshop, name, { songs }, work))
        : await listSnapshots(home.workshop, name)
      output.result({ name, snapshots }, () =>
        snapshots.length > 0
          ? snapshotTable(snapshots)
          : `No weights of "${name}" were kept on the way. Train with --snapshot-epochs to keep some.`,
      )
    },
  )

  inHome<{ epoch: number }>(
    model
      .command('rewind')
      .description('make the weights of an earlier epoch the next version of a model')
      .argument('<name>', 'name of the model')
      .requiredOption('--epoch <n>', 'an epoch of model snapshots', wholeNumber(1)),
    async ({ home, output }, [name = ''], { epoch }) => {
      const now = () => new Date()
      output.result(
        await registerSnapshot(home.workshop, name, epoch, { now }),
        ({ name: of, version, loss }) =>
          `${of}, version ${String(version)}: the weights after epoch ${String(epoch)}, training loss ${decimals(loss, 4)}`,
      )
    },
  )
}

const asCopies = ({ copies, judged, longest }: Copies): string =>
  `${String(copies)} of ${String(judged)}, longest ${String(longest)}`

/** A row an epoch; of songs that copy, how many of those that could be judged, and the turns in the longest passage. */
function snapshotTable(snapshots: readonly (Kept & Partial<SnapshotCopies>)[]): string {
  const labels = snapshots[0]?.settings?.map(({ label }) => `copies${label}`) ?? ['file']
  return table(
    ['epoch', 'loss', 'held-out', ...labels],
    snapshots.map(({ epoch, loss, heldOut, file, settings }) => [
      epoch,
      decimals(loss, 4),
      decimals(heldOut, 4),
      ...(settings?.map(asCopies) ?? [file]),
    ]),
  )
}
