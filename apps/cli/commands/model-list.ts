import { listModels, showModel } from '@earshot/workshop/models'
import type { Command } from 'commander'
import { decimals, table } from '../output.ts'
import { inHome } from './run.ts'

export function listCommands(model: Command): void {
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
}
