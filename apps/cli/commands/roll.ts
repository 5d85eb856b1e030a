import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, resolve } from 'node:path'
import { InvalidArgumentError, type Command } from 'commander'
import { rollPicture } from '@earshot/music/roll-picture'
import { readSong } from '@earshot/song-files/read-song'
import { createOutput } from '../output.ts'
import { toPng } from '../png.ts'

interface RollOptions {
  out: string
  bars?: { from: number; to: number }
  width: number
  height: number
  seconds?: true
  dark?: true
  transparent?: true
  title?: string
  track: 'piano' | 'all'
  json?: true
}

/** `earshot roll`: needs no data folder, so that it draws anywhere, at once. */
export function rollCommand(program: Command): void {
  program
    .command('roll')
    .description("draw a song's piano roll, for a paper or a slide")
    .argument('<file>', 'song: LPD-5, MIDI or MusicXML')
    .requiredOption('--out <file>', 'picture to write, .svg or .png', pictureFile)
    .option('--bars <from-to>', 'such as 1-16; all', barRange)
    .option('--width <pixels>', 'of the picture', pixels, 1200)
    .option('--height <pixels>', 'of the picture', pixels, 400)
    .option('--seconds', 'seconds on the axis, not bars')
    .option('--dark', 'light ink on a dark ground')
    .option('--transparent', 'no ground')
    .option('--title <text>', 'title above the roll')
    .option('--track <name>', 'of LPD-5: piano, or all but drums', trackName, 'piano')
    .option('--json', 'print one JSON document')
    .action(draw)
}

async function draw(file: string, options: RollOptions): Promise<void> {
  const { out, bars, width, height, seconds, dark, transparent, title, track, json } = options
  if (!(await stat(file)).isFile()) throw new Error(`${file} is no file: give one song.`)
  const bytes = new Uint8Array(await readFile(file))
  const { score, warnings } = await readSong(basename(file), bytes, { track })
  const svg = rollPicture(score, {
    ...bars,
    ...{ width, height, title, transparent },
    theme: dark ? 'dark' : 'light',
    time: seconds ? 'seconds' : 'quarters',
  })
  await mkdir(dirname(resolve(out)), { recursive: true })
  await writeFile(out, isPng(out) ? await toPng(svg, width, height) : svg)
  createOutput(json === true).result({ file: resolve(out), width, height, warnings }, () =>
    [...warnings.map((warning) => `  ${warning}`), `${out}: ${String(width)} x ${String(height)}`].join('\n'),
  )
}

const isPng = (file: string): boolean => extname(file).toLowerCase() === '.png'

function pictureFile(text: string): string {
  if (isPng(text) || extname(text).toLowerCase() === '.svg') return text
  throw new InvalidArgumentError('The name must end in .svg or .png.')
}

function barRange(text: string): RollOptions['bars'] {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? []
  if (first === undefined) throw new InvalidArgumentError('Give the first and the last bar, such as 1-16.')
  return { from: Number(first), to: Number(last) }
}

function pixels(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value <= 0) throw new InvalidArgumentError('Give a whole number of pixels.')
  return value
}

function trackName(text: string): RollOptions['track'] {
  if (text === 'piano' || text === 'all') return text
  throw new InvalidArgumentError('Give piano or all.')
}
