import { evaluateModel } from '@earshot/workshop/evaluate-model'
import { listSnapshots, registerSnapshot } from '@earshot/workshop/snapshots'
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

  inHome(
    model
      .command('snapshots')
      .description('list the epochs whose weights a training kept')
      .argument('<name>', 'name of the model'),
    async ({ home, output }, [name = '']) => {
      const snapshots = await listSnapshots(home.workshop, name)
      output.result({ name, snapshots }, () =>
        snapshots.length > 0
          ? table(
              ['epoch', 'loss', 'held-out', 'file'],
              snapshots.map(({ epoch, loss, heldOut, file }) => [
                epoch,
                decimals(loss, 4),
                decimals(heldOut, 4),
                file,
              ]),
            )
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
