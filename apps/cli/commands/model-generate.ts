import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { writeMidi } from '@earshot/music/midi'
import { generateSongs } from '@earshot/workshop/registry/models'
import type { Command } from 'commander'
import { inHome, wholeNumber } from './run.ts'

export interface SamplingOptions {
  temperature?: number
  topK?: number
  topP?: number
  length?: number
  threshold?: number
}

/** `earshot model generate` */
export function generateCommand(model: Command): void {
  inHome<SamplingOptions & { count: number; seed: number; out: string }>(
    sampling(
      model
        .command('generate')
        .description('write songs of a model as MIDI files')
        .argument('<name>')
        .requiredOption('--count <n>', 'how many songs', wholeNumber(1))
        .requiredOption('--seed <n>', 'the same seed gives the same songs', wholeNumber(0))
        .requiredOption('--out <folder>', 'folder to write to'),
    ),
    async ({ home, output }, [name = ''], { count, seed, out, ...settings }) => {
      const songs = await output.work(({ signal, onProgress }) => {
        const onMade = (share: number) => {
          onProgress({ done: share * count, total: count, text: 'making songs' })
        }
        return generateSongs(home.workshop, name, { ...settings, count, seed }, { signal, onMade })
      })
      await mkdir(out, { recursive: true })
      const files = await Promise.all(
        songs.map(async ({ score }, index) => {
          const file = resolve(join(out, `${name}-${String(seed)}-${String(index + 1).padStart(3, '0')}.mid`))
          await writeFile(file, writeMidi(score))
          return { file, notes: score.notes.length }
        }),
      )
      output.result({ model: name, seed, files }, () =>
        files.map(({ file, notes }) => `${file}  ${String(notes)} notes`).join('\n'),
      )
    },
  )
}

/** Options of generation; those that a model does not know are refused by it. */
export const sampling = (command: Command): Command =>
  command
    .option('--temperature <t>', 'LSTM: 0 takes the most probable token (paper)', Number)
    .option('--top-k <k>', 'LSTM: only the k most probable tokens', wholeNumber(1))
    .option('--top-p <p>', 'LSTM: only the most probable tokens that make up p', Number)
    .option('--length <n>', 'LSTM: tokens a song', wholeNumber(1))
    .option('--threshold <p>', 'autoencoder: a cell sounds from this probability on', Number)
