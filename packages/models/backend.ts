import '@tensorflow/tfjs-backend-cpu'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
// Registers the gradients of all operations, which tfjs-core alone lacks in Node.
import '@tensorflow/tfjs-layers'
import { createRequire } from 'node:module'
import path from 'node:path'
import { transposeBeforeMatMul } from './wasm-matmul.ts'

export const backendNames = ['gpu', 'native', 'wasm', 'cpu'] as const
export type BackendName = (typeof backendNames)[number]

/** `name` does the arithmetic from now on; `reasons` says why a faster one does not. */
export interface Backend {
  name: BackendName
  reasons: string[]
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const notInstalled = (name: 'gpu' | 'native'): string =>
  `the ${name} backend is not installed: this version of Earshot computes with wasm or cpu`

const events = ['uncaughtException', 'unhandledRejection'] as const

/**
 * Runs `start` and takes away the process listeners it leaves: the wasm module's own would end the process, with its
 * whole source printed, on any unhandled rejection elsewhere.
 */
async function withoutNewListeners(start: () => Promise<boolean>): Promise<boolean> {
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
  if (!(await withoutNewListeners(() => tf.setBackend('wasm')))) throw new Error('WebAssembly did not start')
}

async function startCpu(): Promise<void> {
  await tf.setBackend('cpu')
}

const started = new Map<BackendName, Promise<void>>()

/** Starts a backend once a process; afterwards only switches to it. */
async function use(name: 'wasm' | 'cpu'): Promise<void> {
  const start = started.get(name) ?? (name === 'wasm' ? startWasm() : startCpu())
  started.set(name, start)
  await start
  await tf.setBackend(name)
}

async function choose(choice?: BackendName): Promise<Backend> {
  if (choice === 'gpu' || choice === 'native') throw new Error(notInstalled(choice))
  if (choice) {
    await use(choice)
    return { name: choice, reasons: [] }
  }
  const reasons = [notInstalled('gpu'), notInstalled('native')]
  try {
    await use('wasm')
    return { name: 'wasm', reasons }
  } catch (error) {
    await use('cpu')
    return { name: 'cpu', reasons: [...reasons, `wasm: ${messageOf(error)}`] }
  }
}

let latest: Promise<Backend> | undefined

/**
 * Chooses what computes: the given backend, else wasm, else plain JavaScript (cpu) with the reason. The choice holds
 * for the whole process. Throws when a backend chosen by name is not installed or does not start.
 */
export async function openBackend(choice?: BackendName): Promise<Backend> {
  const opened = choose(choice)
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
