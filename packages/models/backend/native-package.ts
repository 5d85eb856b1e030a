/** TensorFlow itself as a backend: @tensorflow/tfjs-node and -gpu, which the plain install leaves out. */
import * as tf from '@tensorflow/tfjs-core'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import util from 'node:util'

/** The backends that TensorFlow computes with; both are called 'tensorflow' in TensorFlow.js. */
export type NativeName = 'gpu' | 'native'

const packages = {
  gpu: { name: '@tensorflow/tfjs-node-gpu', folder: 'gpu', command: 'npm run native:gpu' },
  native: { name: '@tensorflow/tfjs-node', folder: 'cpu', command: 'npm run native' },
} as const

/** Only one of the two can be loaded into a process: both bring the same libraries. */
let loaded: NativeName | undefined

/** Whether TensorFlow found a device for the GPU package; without one it would compute on the processor. */
const hasDevice = (): boolean =>
  (tf.findBackend('tensorflow') as { isUsingGpuDevice?: boolean } | null)?.isUsingGpuDevice === true

/** Why it cannot be used, as far as that is known without loading it, or undefined. */
function problem(name: NativeName, require: NodeJS.Require): string | undefined {
  const { name: module, command } = packages[name]
  // WSL has the second; other systems keep their devices elsewhere.
  const devices = ['/dev/nvidiactl', '/dev/dxg']
  if (name === 'gpu' && process.platform === 'linux' && !devices.some((device) => existsSync(device)))
    return 'this machine has no NVIDIA GPU'
  // Without a device, the GPU's package computes as the other does.
  if (name === 'native' && loaded === 'gpu' && !hasDevice()) return undefined
  if (loaded && loaded !== name) return `the ${loaded} backend is loaded already: take another process for it`
  try {
    require.resolve(module)
  } catch {
    return `not installed; ${command} installs it`
  }
  return undefined
}

/** The loader's words in a line, without its list of places to look at. */
const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().split('\n')[0]

/** TensorFlow writes to the console from C++, as it is loaded, unless this variable is set. */
function quietLogs(): void {
  // eslint-disable-next-line no-restricted-syntax -- no setting of ours: TensorFlow reads it
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
}

/** @tensorflow/tfjs-node 4.22 calls these for each tensor it reads; Node 23 took them away. */
function completeUtil(): void {
  const missing = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: (value: unknown) => Array.isArray(value),
  }
  for (const [name, test] of Object.entries(missing))
    if (!(name in util)) Object.defineProperty(util, name, { value: test, configurable: true })
}

function load(name: NativeName, require: NodeJS.Require): void {
  quietLogs()
  completeUtil()
  try {
    require(packages[name].name)
  } catch (error) {
    throw new Error(
      `installed, but does not load (${firstLine(error)}); ${packages[name].command} repairs it`,
      { cause: error },
    )
  }
  loaded = name
}

const folders = new URL('../../../native/', import.meta.url)

/**
 * Loads TensorFlow's backend from its folder in `native` and makes it the one that computes. Throws an Error that says why
 * it cannot be used and what to do.
 */
export async function startNative(name: NativeName, native = folders): Promise<void> {
  const require = createRequire(new URL(`${packages[name].folder}/package.json`, native))
  const why = problem(name, require)
  if (why) throw new Error(why)
  if (!loaded) load(name, require)
  await tf.setBackend('tensorflow')
  if (name === 'gpu' && !hasDevice()) throw new Error('TensorFlow finds no CUDA device it can use')
}
