/** Verovio (LGPL-3) as a reader: from notation to MIDI. Nothing is drawn. */
import type { toolkit, VerovioModule } from 'verovio'

/** Verovio counts 120 ticks a quarter note, and ends each note a tick early, so that repeated ones are two. */
export const verovioTicks = 120

interface Verovio {
  /** Throws an Error with what Verovio says. After a crash the next score is read by a new one: its memory is in disorder. */
  toMidi: (text: string) => Uint8Array
}

let loading: Promise<Verovio> | null = null

/** Loads 7 MB of WebAssembly, once, when a score is first read. */
export function loadVerovio(): Promise<Verovio> {
  loading ??= load()
  return loading
}

async function load(): Promise<Verovio> {
  const [{ default: createModule }, { VerovioToolkit }] = await Promise.all([
    import('verovio/wasm'),
    import('verovio/esm'),
  ])
  const module = await createModule()
  keepLog(module)
  const verovio = new VerovioToolkit(module)
  // One endless line: Verovio lays out every score that it loads, and this is its quickest way.
  verovio.setOptions({ breaks: 'none' })
  return { toMidi: (text) => toMidi(verovio, text) }
}

/** For `getLog`, instead of the console. The types of the package leave out both the function and `cwrap`. */
function keepLog(module: VerovioModule) {
  const { cwrap } = module as VerovioModule & {
    cwrap: (name: string, returns: null, takes: string[]) => (on: boolean) => void
  }
  cwrap('enableLogToBuffer', null, ['number'])(true)
}

function toMidi(verovio: toolkit, text: string): Uint8Array {
  const midi = unlessCrashed(() => (verovio.loadData(text) ? verovio.renderToMIDI() : null))
  if (midi === null) throw new Error(verovio.getLog().trim() || 'it gives no reason')
  return Buffer.from(midi, 'base64')
}

function unlessCrashed<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    loading = null
    throw error
  }
}
