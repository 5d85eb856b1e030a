/** Verovio (LGPL-3) as a reader: from notation to MIDI. Nothing is drawn. */
import { createRequire } from 'node:module'
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

/**
 * A Verovio of its own, not the one of a call before. Its CommonJS build, as loaders of TypeScript rewrite the other: of
 * 7 MB in one line, which takes them ten seconds and a gigabyte.
 */
async function load(): Promise<Verovio> {
  // Made here, as it would hold on to every module that it has loaded.
  const require = createRequire(import.meta.url)
  Reflect.deleteProperty(require.cache, require.resolve('verovio'))
  const { module, toolkit } = require('verovio') as typeof import('verovio')
  await new Promise<void>((resolve) => (module.onRuntimeInitialized = resolve))
  keepLog(module)
  const verovio = new toolkit()
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
  if (midi === null) throw new Error(reasonIn(verovio.getLog()))
  return Buffer.from(midi, 'base64')
}

/** The errors among what Verovio says, without the warnings. */
function reasonIn(log: string): string {
  const errors = log.split('\n').flatMap((line) => /^\[Error\] (.*)/.exec(line)?.[1] ?? [])
  return errors.join('; ').slice(0, 300) || 'it gives no reason'
}

/** C++ exceptions and traps end here: the first are no Errors, and have no message. */
function unlessCrashed<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    loading = null
    const reason = error instanceof Error ? error.message : 'an exception'
    throw new Error(`it crashes: ${reason}`, { cause: error })
  }
}
