import type { Command } from 'commander'
import { listDataSets, removeDataSet } from '@earshot/data-sets/data-sets'
import { createSplit } from '@earshot/data-sets/splits'
import { decimals, shortened, table } from '../output.ts'
import { compareCommand } from './data-compare.ts'
import { importCommand } from './data-import.ts'
import { showCommand } from './data-show.ts'
import { songsCommand } from './data-songs.ts'
import { inHome, wholeNumber } from './run.ts'

export function dataCommands(program: Command): void {
  const data = program.command('data').description('data sets of songs')
  importCommand(data)
  listCommand(data)
  showCommand(data)
  songsCommand(data)
  splitCommand(data)
  compareCommand(data)
  removeCommand(data)
}

function listCommand(data: Command): void {
  inHome(data.command('list').description('list the data sets'), async ({ home, output }) => {
    output.result({ dataSets: await listDataSets(home.workshop) }, ({ dataSets }) =>
      dataSets.length === 0
        ? 'There is no data set yet. Import one with: earshot data import PATH --name NAME'
        : table(
            ['data set', 'songs', 'refused', 'licence'],
            dataSets.map(({ name, songs, refused, licence }) => [
              name,
              songs,
              refused,
              shortened(licence ?? ''),
            ]),
          ),
    )
  })
}

function splitCommand(data: Command): void {
  inHome<{ as: string; parts: { name: string; share: number }[]; seed: number }>(
    data
      .command('split')
      .description('name a split of a data set; near-duplicates stay on one side')
      .argument('<name>')
      .requiredOption('--as <split>', 'name of the split')
      .requiredOption('--parts <parts>', 'parts and shares, such as train=0.9,test=0.1', partsOf)
      .option('--seed <n>', 'fixes who is where', wholeNumber(0), 1),
    async ({ home, output }, [name = ''], { as, parts, seed }) => {
      output.result(await createSplit(home.workshop, name, { name: as, seed, parts }), (split) =>
        table(
          ['part', 'share', 'songs'],
          split.parts.map((part) => [part.name, decimals(part.share, 2), part.songs]),
        ),
      )
    },
  )
}

function partsOf(text: string): { name: string; share: number }[] {
  return text.split(',').map((part) => {
    const [name = '', share = ''] = part.split('=')
    if (!name || share.trim() === '' || !Number.isFinite(Number(share)))
      throw new Error(`--parts ${text} is not understood. Write train=0.9,test=0.1.`)
    return { name, share: Number(share) }
  })
}

function removeCommand(data: Command): void {
  inHome(
    data.command('remove').description('remove a data set that no pool comes from').argument('<name>'),
    async ({ home, output }, [name = '']) => {
      await removeDataSet(home.workshop, name)
      output.result({ name, removed: true }, () => `${name} is removed.`)
    },
  )
}
