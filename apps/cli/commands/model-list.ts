import { listModels } from '@earshot/workshop/registry/models'
import type { Command } from 'commander'
import { decimals, table } from '../output.ts'
import { inHome } from './run.ts'

/** `earshot model list` */
export function listCommand(model: Command): void {
  inHome(model.command('list').description('list the models, all versions'), async ({ home, output }) => {
    output.result({ models: await listModels(home.workshop) }, ({ models }) =>
      models.length === 0
        ? 'There is no model yet. Train one with: earshot model train'
        : table(
            ['model', 'version', 'architecture', 'songs', 'epochs', 'loss', 'held-out', 'MB', 'made'],
            models.map(({ name, version, architecture, songs, epochs, loss, heldOut, bytes, created }) => [
              name,
              version,
              architecture,
              songs,
              epochs,
              decimals(loss, 4),
              decimals(heldOut, 4),
              decimals(bytes === null ? null : bytes / 1e6, 1),
              created.slice(0, 10),
            ]),
          ),
    )
  })
}
