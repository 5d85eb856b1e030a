import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { compareByName, type DataSetComparison } from '@earshot/data-sets/comparison'
import { listDataSets, removeDataSet, showDataSet, type DataSetView } from '@earshot/data-sets/data-sets'
import type { ImportReport } from '@earshot/data-sets/import'
import { listSongs, songSortings, type ListedSong } from '@earshot/data-sets/song-list'
import { createSplit } from '@earshot/data-sets/splits'
import { keyName, type FeatureHistogram } from '@earshot/data-sets/summary'
import { createJob, runJob } from '@earshot/workshop/jobs'
import { decimals, table } from '../output.ts'
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

interface ImportFlags {
  name: string
  licence?: string
  citation?: string
  track?: 'piano' | 'all'
  velocity?: 'file' | number
  maxNotes?: number
  maxSeconds?: number
}

function importCommand(data: Command): void {
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

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text)

function showCommand(data: Command): void {
  inHome(
    data.command('show').description('show a data set: counts, histograms, refusals').argument('<name>'),
    async ({ home, output }, [name = '']) => {
      output.result(await showDataSet(home.workshop, name), described)
    },
  )
}

/** So many refusals and groups are printed; --json has them all. */
const shown = 20

function described(set: DataSetView): string {
  const { summary } = set
  return [
    `${set.name}: ${String(set.songs)} songs in ${String(set.groups)} groups of near-duplicates, ${String(set.refused)} files refused.`,
    ...set.origin.map((path) => `  from ${path}`),
    ...(set.licence
      ? [`  licence: ${set.licence}`]
      : ['  no licence is noted; add one with: earshot data import ... --licence']),
    ...(set.citation ? [`  cite: ${set.citation}`] : []),
    ...(summary ? ['', ...summary.histograms.map(drawn)] : []),
    ...(summary
      ? [
          '',
          `keys: ${frequent(summary.keys)}`,
          `meters: ${frequent(summary.meters)}`,
          `structure: ${frequent(summary.structures)}`,
        ]
      : []),
    ...set.splits.map(
      ({ name, seed, parts }) =>
        `split ${name} (seed ${String(seed)}): ${parts.map((part) => `${part.name} ${String(part.songs)}`).join(', ')}`,
    ),
    ...limited(
      set.duplicates.map((group) => `near-duplicates: ${group.map(({ title }) => title).join(' = ')}`),
      'groups',
    ),
    ...limited(
      set.refusals.map(({ file, reason }) => `left out ${file}: ${reason}`),
      'refusals',
    ),
  ].join('\n')
}

function limited(lines: string[], what: string): string[] {
  if (lines.length <= shown) return lines
  return [...lines.slice(0, shown), `... and ${String(lines.length - shown)} more ${what}; --json has all`]
}

const frequent = (counts: readonly { value: string; songs: number }[]): string =>
  counts
    .slice(0, 6)
    .map(({ value, songs }) => `${value} ${String(songs)}`)
    .join(', ')

const blocks = ' ▁▂▃▄▅▆▇█'

/** A histogram on one line, each bar a block. */
function drawn({ name, unit, from, width, counts, median }: FeatureHistogram): string {
  const most = Math.max(1, ...counts)
  const bars = counts.map((count) => blocks[Math.ceil((8 * count) / most)] ?? ' ').join('')
  const to = from + width * counts.length
  return `${name.padEnd(10)} ${String(from).padStart(4)} ${bars} ${String(to)}  median ${decimals(median, 1)}  (${unit})`
}

interface SongFlags {
  search?: string
  sort?: (typeof songSortings)[number]
  descending?: boolean
  duplicates?: 'all' | 'one'
  page?: number
  perPage?: number
}

function songsCommand(data: Command): void {
  inHome<SongFlags>(
    data
      .command('songs')
      .description('list the songs of a data set')
      .argument('<name>')
      .option('--search <words>', 'words of title, file or id')
      .addOption(new Option('--sort <by>', 'what to sort by').choices(songSortings))
      .option('--descending', 'the largest first')
      .addOption(new Option('--duplicates <which>', 'one of each group, or all').choices(['all', 'one']))
      .option('--page <n>', 'which page', wholeNumber(1))
      .option('--per-page <n>', 'songs a page (50)', wholeNumber(1)),
    async ({ home, output }, [name = ''], { descending, ...query }) => {
      const order = descending ? ('descending' as const) : ('ascending' as const)
      const found = await listSongs(home.workshop, name, { ...query, order })
      output.result({ name, ...found }, ({ songs, total }) =>
        [songTable(songs), '', `${String(songs.length)} of ${String(total)} songs.`].join('\n'),
      )
    },
  )
}

const songTable = (songs: readonly ListedSong[]): string =>
  table(
    ['id', 'title', 'tempo', 'key', 'bars', 'notes', 'notes a quarter', 'group of'],
    songs.map(({ id, title, features, groupSize }) => [
      id.slice(0, 12),
      shortened(title),
      decimals(features.tempo.median, 0),
      keyName(features.key),
      features.bars,
      features.notes,
      decimals(features.notesPerQuarter, 2),
      groupSize,
    ]),
  )

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

function compareCommand(data: Command): void {
  inHome<{ songs?: number; seed?: number }>(
    data
      .command('compare')
      .description('say how far two sets of music lie apart (data sets or pools)')
      .argument('<a>')
      .argument('<b>')
      .option('--songs <n>', 'songs sampled from each (100)', wholeNumber(2))
      .option('--seed <n>', 'fixes the sample (1)', wholeNumber(0)),
    async ({ home, output }, [a = '', b = ''], options) => {
      output.result(await compareByName(home.workshop, { a, b }, options), comparisonTable)
    },
  )
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
