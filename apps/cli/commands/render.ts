import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Command } from 'commander'
import { renderMidi } from '@earshot/workshop/pools/render'
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
      const midi = new Uint8Array(await readFile(file))
      const { audio, report, warnings } = await renderMidi(home.workshop, midi, { from, seconds })
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
