/** fluidsynth and lame, as Debian has them: a MIDI file to an MP3, and the processor seconds of both. */
import { execFile } from 'node:child_process'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { missing } from './figure.ts'

const run = promisify(execFile)
const soundFont = '/usr/share/sounds/sf2/FluidR3_GM.sf2'

export const fluidsynthName = 'fluidsynth FluidR3_GM 44.1 kHz + lame 192'

/** The first argument is the MIDI file, the second the sound font. The shell says what its children took. */
const script = `
TIMEFORMAT='%3U %3S'
time {
  fluidsynth -ni -q -r 44100 -F sound.wav "$2" "$1" >/dev/null 2>&1 && lame --quiet -b 192 sound.wav sound.mp3
}
[ -s sound.mp3 ]`

export interface Fluidsynth {
  /** Processor seconds to make an MP3 of a MIDI file, both programs from their start to their end. */
  seconds: (midi: Uint8Array) => Promise<number>
  close: () => Promise<void>
}

async function installed(): Promise<boolean> {
  try {
    await Promise.all([access(soundFont), run('fluidsynth', ['--version']), run('lame', ['--version'])])
    return true
  } catch {
    return false
  }
}

/** null, with a word on standard error, where one of the two or the sound font is not installed. */
export async function openFluidsynth(): Promise<Fluidsynth | null> {
  if (!(await installed())) {
    missing(
      'fluidsynth, fluid-soundfont-gm and lame are not installed. Install them with: npm run bench:peers',
    )
    return null
  }
  const cwd = await mkdtemp(join(tmpdir(), 'fluidsynth-'))
  const seconds = async (midi: Uint8Array): Promise<number> => {
    const file = join(cwd, 'notes.mid')
    await writeFile(file, midi)
    await rm(join(cwd, 'sound.mp3'), { force: true })
    const { stderr } = await run('bash', ['-c', script, 'bash', file, soundFont], { cwd })
    const [user, system] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number)
    return user + system
  }
  return { seconds, close: () => rm(cwd, { recursive: true }) }
}
