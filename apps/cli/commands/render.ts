import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Command } from 'commander'
import { clipSettingsSchema } from '@earshot/audio/settings'
import { excerpt } from '@earshot/music/excerpt'
import { readMidi } from '@earshot/music/midi'
import { perform } from '@earshot/music/notes'
import { inHome } from './run.ts'

interface RenderOptions {
  out: string
  from: number
  seconds: number
}

export function renderCommand(program: Command): void {
  inHome<RenderOptions>(
    program
      .command('render')
      .description('make a clip of a MIDI file, on the piano and at the loudness of every clip')
      .argument('<file>', 'MIDI file')
      .requiredOption('--out <file>', 'MP3 file to write')
      .option('--from <seconds>', 'where the clip begins', Number, 0)
      .option('--seconds <seconds>', 'length of the clip', Number, 30),
    async ({ home, output }, [file = ''], { out, from, seconds }) => {
      const sound = clipSettingsSchema.parse({ seconds })
      const { score, warnings } = readMidi(new Uint8Array(await readFile(file)))
      const performance = excerpt(perform(score), from, seconds, sound.lead)
      const { audio, report } = await home.workshop.clips.make(performance, sound)
      await mkdir(dirname(resolve(out)), { recursive: true })
      await writeFile(out, audio)
      output.result({ file: resolve(out), warnings, ...report }, () =>
        [
          ...warnings.map((warning) => `  ${warning}`),
          `${out}: ${String(seconds)} s, ${String(report.bytes)} bytes, ${report.loudness.toFixed(1)} LUFS, ${String(report.notes)} notes`,
        ].join('\n'),
      )
    },
  )
}
