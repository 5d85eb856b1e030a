import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { openingOf } from '@earshot/models/generation/opening'
import type { Repetition } from '@earshot/models/generation/repetition'
import { writeMidi } from '@earshot/music/midi'
import { readSong } from '@earshot/song-files/read-song'
import { generateSongs, showModel } from '@earshot/workshop/registry/models'
import type { Command } from 'commander'
import type { Home } from '../home.ts'
import { inHome, setting, wholeNumber } from './run.ts'

export interface SamplingOptions {
  temperature?: number
  topK?: number
  topP?: number
  length?: number
  threshold?: number
}

interface GenerateOptions extends SamplingOptions {
  count: number
  seed: number
  out: string
  openingOf?: string
  set: Record<string, unknown>
}

/** `earshot model generate` */
export function generateCommand(model: Command): void {
  inHome<GenerateOptions>(
    sampling(
      model
        .command('generate')
        .description('write songs of a model as MIDI files')
        .argument('<name>')
        .requiredOption('--count <n>', 'how many songs', wholeNumber(1))
        .requiredOption('--seed <n>', 'the same seed gives the same songs', wholeNumber(0))
        .requiredOption('--out <folder>', 'folder to write to')
        .option('--opening-of <song>', 'LSTM: go on from the first window of a file: LPD-5, MIDI or MusicXML')
        .option(
          '--set <setting=value>',
          'any other setting of docs/models/generation.md; may be repeated',
          setting,
          {},
        ),
    ),
    async ({ home, output }, [name = ''], { count, seed, out, set, openingOf: song, ...given }) => {
      const opening = song === undefined ? {} : { opening: await openingFrom(home, name, song) }
      const settings = { ...given, ...opening, ...set }
      const songs = await output.work(({ signal, onProgress }) => {
        const onMade = (share: number) => {
          onProgress({ done: share * count, total: count, text: 'making songs' })
        }
        return generateSongs(home.workshop, name, { ...settings, count, seed }, { signal, onMade })
      })
      await mkdir(out, { recursive: true })
      const files = await Promise.all(
        songs.map(async ({ score, repetition }, index) => {
          const file = resolve(join(out, `${name}-${String(seed)}-${String(index + 1).padStart(3, '0')}.mid`))
          await writeFile(file, writeMidi(score))
          return { file, notes: score.notes.length, repetition }
        }),
      )
      output.result({ model: name, seed, files }, () =>
        files
          .map(({ file, notes, repetition }) => `${file}  ${String(notes)} notes${repeated(repetition)}`)
          .join('\n'),
      )
    },
  )
}

/** The first window of a song's file, as the setting `opening`. */
async function openingFrom(home: Home, name: string, song: string) {
  const { score } = await readSong(basename(song), new Uint8Array(await readFile(song)), { track: 'piano' })
  const { manifest } = await showModel(home.workshop, name)
  return openingOf(manifest, score)
}

/** How a song of tokens repeats itself, in a few words. */
function repeated(repetition: Repetition | null): string {
  if (!repetition) return ''
  const { distinct, tokens, cycle } = repetition
  const variety = `, ${String(distinct)} different of ${String(tokens)} tokens`
  if (!cycle) return variety
  const share = `${String(Math.round(100 * cycle.share))} % are a snippet of ${String(cycle.period)} again and again`
  return `${variety}; ${share}${cycle.ending ? ', to the end' : ''}`
}

/** Options of generation; those that a model does not know are refused by it. */
export const sampling = (command: Command): Command =>
  command
    .option('--temperature <t>', 'LSTM: 0 takes the most probable token (paper)', Number)
    .option('--top-k <k>', 'LSTM: only the k most probable tokens', wholeNumber(1))
    .option('--top-p <p>', 'LSTM: only the most probable tokens that make up p', Number)
    .option('--length <n>', 'LSTM: tokens a song', wholeNumber(1))
    .option('--threshold <p>', 'autoencoder: a cell sounds from this probability on', Number)
