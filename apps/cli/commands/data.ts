import type { Command } from 'commander'
import { listDataSets, showDataSet } from '@earshot/workshop/data-sets'
import { createJob, runJob } from '@earshot/workshop/jobs'
import type { ImportReport } from '@earshot/workshop/data-sets'
import { resolve } from 'node:path'
import { table } from '../output.ts'
import { inHome } from './run.ts'

export function dataCommands(program: Command): void {
  const data = program.command('data').description('data sets of songs')

  inHome<{ name: string; licence?: string }>(
    data
      .command('import')
      .description('import songs: the folder of LPD-5, MIDI files, or a folder of them')
      .argument('<path...>', 'files or folders')
      .requiredOption('--name <name>', 'name of the data set; an existing one gets what is new')
      .option('--licence <text>', 'licence of the songs'),
    async ({ home, output }, [paths], { name, licence }) => {
      const input = { paths: (paths as unknown as string[]).map((path) => resolve(path)), name, licence }
      const job = await createJob(home.workshop.database, 'import_data', input)
      const report = (await output.work((work) => runJob(home.workshop, job.id, work))) as ImportReport
      output.result(report, ({ songs, added, duplicates, refused }) =>
        [
          `${name}: ${String(songs)} songs, ${String(added)} of them new. ${String(duplicates)} files held songs that were there already.`,
          ...refused.map(({ file, reason }) => `  left out ${file}: ${reason}`),
        ].join('\n'),
      )
    },
  )

  inHome(data.command('list').description('list the data sets'), async ({ home, output }) => {
    output.result({ dataSets: await listDataSets(home.workshop) }, ({ dataSets }) =>
      table(
        ['data set', 'songs', 'refused', 'licence'],
        dataSets.map(({ name, songs, refused, licence }) => [name, songs, refused, licence ?? '']),
      ),
    )
  })

  inHome(
    data.command('show').description('show a data set and its songs').argument('<name>'),
    async ({ home, output }, [name = '']) => {
      output.result(await showDataSet(home.workshop, name), (set) =>
        [
          `${set.name}: ${String(set.songs)} songs${set.licence ? `, ${set.licence}` : ''}`,
          ...set.list.map(({ id, title }) => `  ${id.slice(0, 12)}  ${title}`),
          ...set.refused.map(({ file, reason }) => `  left out ${file}: ${reason}`),
        ].join('\n'),
      )
    },
  )
}
