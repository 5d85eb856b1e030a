import '@tensorflow/tfjs-backend-cpu'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
// Registers the gradients of all operations, which tfjs-core alone lacks in Node.
import '@tensorflow/tfjs-layers'
import { createRequire } from 'node:module'
import path from 'node:path'
import { startNative } from './native-package.ts'
import { transposeBeforeMatMul } from './wasm-matmul.ts'

/** From the fastest to the slowest: TensorFlow on a GPU, TensorFlow, WebAssembly, plain JavaScript. */
export const backendNames = ['gpu', 'native', 'wasm', 'cpu'] as const
export type BackendName = (typeof backendNames)[number]

/** `name` does the arithmetic from now on; `reasons` says why a faster one does not. */
export interface Backend {
  name: BackendName
  reasons: string[]
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const events = ['uncaughtException', 'unhandledRejection'] as const

/**
 * Runs `start` and takes away the process listeners it leaves: the wasm module's own would end the process, with its
 * whole source printed, on any unhandled rejection elsewhere.
 */
async function withoutNewListeners<T>(start: () => Promise<T>): Promise<T> {
  const before = events.map((event) => process.listeners(event as 'uncaughtException'))
  try {
    return await start()
  } finally {
    events.forEach((event, i) => {
      const added = process.listeners(event as 'uncaughtException').filter((one) => !before[i].includes(one))
      for (const listener of added) process.removeListener(event, listener)
    })
  }
}

async function startWasm(): Promise<void> {
  const file = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(`${path.dirname(file)}/`)
  transposeBeforeMatMul()
  if (!(await tf.setBackend('wasm'))) throw new Error('WebAssembly did not start')
}

async function startCpu(): Promise<void> {
  // Else it advertises the native backend, which our reasons speak of, on the console.
  tf.enableProdMode()
  await tf.setBackend('cpu')
}

const starts: Record<BackendName, () => Promise<unknown>> = {
  gpu: () => startNative('gpu'),
  native: () => startNative('native'),
  wasm: startWasm,
  cpu: startCpu,
}
const started = new Map<BackendName, Promise<unknown>>()

/** Starts a backend once a process; afterwards only switches to it. */
async function use(name: BackendName): Promise<void> {
  const start = started.get(name) ?? withoutNewListeners(starts[name])
  started.set(name, start)
  await start
  await tf.setBackend(name === 'gpu' || name === 'native' ? 'tensorflow' : name)
}

async function only(name: BackendName): Promise<Backend> {
  try {
    await use(name)
    return { name, reasons: [] }
  } catch (error) {
    const why = messageOf(error)
    throw new Error(`The backend ${name} was asked for and cannot be used: ${why}.`, { cause: error })
  }
}

async function fastest(): Promise<Backend> {
  const reasons: string[] = []
  for (const name of backendNames) {
    try {
      await use(name)
      return { name, reasons }
    } catch (error) {
      reasons.push(`${name}: ${messageOf(error)}`)
    }
  }
  throw new Error(`No backend of TensorFlow.js starts: ${reasons.join('; ')}.`)
}

let latest: Promise<Backend> | undefined

/**
 * Chooses what computes: the given backend, else the fastest that starts, with the reasons why those before it do not. The
 * choice holds for the whole process. Throws when a backend chosen by name is not installed or does not start.
 */
export async function openBackend(choice?: BackendName): Promise<Backend> {
  const opened = choice ? only(choice) : fastest()
  const before = latest
  latest = opened
  try {
    return await opened
  } catch (error) {
    if (latest === opened) latest = before
    throw error
  }
}

/** The version of TensorFlow.js, for manifests. */
export const tfjsVersion: string = tf.version_core

/** The name of the backend in use, for manifests; opens the default one where none was chosen. */
export async function backendInUse(): Promise<string> {
  const { name } = await (latest ?? openBackend())
  return name
}
