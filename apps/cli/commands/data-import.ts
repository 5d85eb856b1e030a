import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import type { ImportReport } from '@earshot/data-sets/import'
import { createJob, runJob } from '@earshot/workshop/jobs'
import { inHome, wholeNumber } from './run.ts'

interface ImportFlags {
  name: string
  licence?: string
  citation?: string
  track?: 'piano' | 'all'
  velocity?: 'file' | number
  maxBytes?: number
  maxNotes?: number
  maxSeconds?: number
}

export function importCommand(data: Command): void {
  inHome<ImportFlags>(
    data
      .command('import')
      .description(
        'import songs: LPD-5, MIDI, MusicXML; files, folders, and archives (.tar.gz, .tar, .zip) of them',
      )
      .argument('<path...>', 'files, folders or archives')
      .requiredOption('--name <name>', 'name of the data set; an existing one gets what is new')
      .option('--licence <text>', 'licence of the songs')
      .option('--citation <text>', 'how to cite them')
      .addOption(
        new Option('--track <track>', 'of LPD-5: the piano track, or all but the drums on one piano').choices(
          ['piano', 'all'],
        ),
      )
      .option(
        '--velocity <velocity>',
        "the file's velocities (file), or one for all notes (1 to 127)",
        velocity,
      )
      .option('--max-bytes <n>', 'larger files are refused (32 MiB)', wholeNumber(1))
      .option('--max-notes <n>', 'songs with more notes are refused (100,000)', wholeNumber(1))
      .option('--max-seconds <n>', 'longer songs are refused (3,600)', wholeNumber(1)),
    async ({ home, output }, [paths], { name, licence, citation, ...reading }) => {
      const input = {
        paths: (paths as unknown as string[]).map((path) => resolve(path)),
        name,
        licence,
        citation,
        ...(Object.keys(reading).length > 0 ? { reading } : {}),
      }
      const job = await createJob(home.workshop.database, 'import_data', input)
      const report = (await output.work((work) => runJob(home.workshop, job.id, work))) as ImportReport
      output.result(report, ({ files, songs, added, duplicates, nearDuplicates, refused }) =>
        [
          `${name}: ${String(songs)} songs, ${String(added)} of them new, of ${String(files)} files.`,
          `${String(duplicates)} files held songs that were there already. ${String(nearDuplicates)} songs are near-copies of others; one of each group is used unless told otherwise.`,
          ...refused.map(({ file, reason }) => `  left out ${file}: ${reason}`),
        ].join('\n'),
      )
    },
  )
}

function velocity(text: string): 'file' | number {
  return text === 'file' ? text : wholeNumber(1)(text)
}
