import { Option, type Command } from 'commander'
import { listSongs, songSortings, type ListedSong } from '@earshot/data-sets/song-list'
import { keyName } from '@earshot/data-sets/summary'
import { decimals, shortened, table } from '../output.ts'
import { inHome, wholeNumber } from './run.ts'

interface SongFlags {
  search?: string
  sort?: (typeof songSortings)[number]
  descending?: boolean
  duplicates?: 'all' | 'one'
  page?: number
  perPage?: number
}

export function songsCommand(data: Command): void {
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
