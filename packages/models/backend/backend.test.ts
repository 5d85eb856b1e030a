import * as tf from '@tensorflow/tfjs-core'
import { existsSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { backendInUse, backendNames, openBackend } from './backend.ts'

const haveGpu = existsSync('/dev/nvidiactl')

beforeAll(async () => {
  await openBackend('wasm')
})

describe('openBackend', () => {
  it('takes the fastest that starts when nothing is chosen, and says why none of those before it', async () => {
    const { name, reasons } = await openBackend()
    const better = backendNames.slice(0, backendNames.indexOf(name))
    expect(reasons.map((reason) => reason.split(':')[0])).toEqual(better)
    await openBackend('wasm')
  })

  it.skipIf(haveGpu)(
    'refuses a backend chosen by name that is not there, and keeps the one in use',
    async () => {
      await expect(openBackend('gpu')).rejects.toThrow(
        /^The backend gpu was asked for and cannot be used: .+\.$/,
      )
      expect(await backendInUse()).toBe('wasm')
    },
  )

  it('switches between backends', async () => {
    await openBackend('cpu')
    expect(await backendInUse()).toBe('cpu')
    await openBackend('wasm')
    expect(await backendInUse()).toBe('wasm')
  })

  it('leaves no listener of the wasm module that ends the process', () => {
    const sources = [...process.listeners('unhandledRejection'), ...process.listeners('uncaughtException')]
    expect(sources.filter((listener) => String(listener).includes('ExitStatus'))).toEqual([])
    expect(sources.map(String)).not.toContain('function(reason){throw reason}')
  })
})

describe('matrix products on wasm', () => {
  const a = Array.from({ length: 24 }, (_, i) => Math.sin(i))
  const b = Array.from({ length: 24 }, (_, i) => Math.cos(3 * i))

  /** [2, 3, 4] or with the last axes swapped, times [2, 4, 3] or swapped, by definition. */
  function product(transposeA: boolean, transposeB: boolean): number[] {
    const left = (n: number, i: number, k: number) => a[n * 12 + (transposeA ? k * 3 + i : i * 4 + k)]
    const right = (n: number, k: number, j: number) => b[n * 12 + (transposeB ? j * 4 + k : k * 3 + j)]
    const cells = Array.from({ length: 18 }, (_, at) => [Math.floor(at / 9), Math.floor(at / 3) % 3, at % 3])
    return cells.map(([n, i, j]) => [0, 1, 2, 3].reduce((sum, k) => sum + left(n, i, k) * right(n, k, j), 0))
  }

  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('are right with transposes %s and %s, and free what they make', (transposeA, transposeB) => {
    const before = tf.memory()
    const result = tf.tidy(() => {
      const x = tf.tensor3d(a, transposeA ? [2, 4, 3] : [2, 3, 4])
      const y = tf.tensor3d(b, transposeB ? [2, 3, 4] : [2, 4, 3])
      return Array.from(tf.matMul(x, y, transposeA, transposeB).dataSync())
    })
    product(transposeA, transposeB).forEach((value, i) => {
      expect(result[i]).toBeCloseTo(value, 5)
    })
    const after = tf.memory()
    expect(after.numTensors).toBe(before.numTensors)
    expect(after.numDataBuffers).toBe(before.numDataBuffers)
  })
})
