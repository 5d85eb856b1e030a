import { normal, seeded } from '@earshot/random/random'
import { describe, expect, it } from 'vitest'
import { symmetricEigen } from './jacobi.ts'

function randomSymmetric(n: number, seed: number): Float64Array {
  const random = seeded(seed)
  const a = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = normal(random)
  return a
}

describe('symmetricEigen', () => {
  it('solves [[2, 1], [1, 2]]', () => {
    const { values, vectors } = symmetricEigen([2, 1, 1, 2], 2)
    expect(Array.from(values, (x) => +x.toFixed(12))).toEqual([3, 1])
    expect(Math.abs(vectors[0])).toBeCloseTo(Math.SQRT1_2, 12)
    expect(vectors[0]).toBeCloseTo(vectors[1], 12)
    expect(vectors[2]).toBeCloseTo(-vectors[3], 12)
  })

  it.each([1, 2, 3, 10, 40])('gives A v = value v, orthonormal v and falling values for size %i', (n) => {
    const a = randomSymmetric(n, n)
    const { values, vectors } = symmetricEigen(a, n)
    for (let k = 0; k < n; k++) {
      const v = vectors.subarray(k * n, (k + 1) * n)
      for (let i = 0; i < n; i++) {
        const product = v.reduce((sum, x, j) => sum + a[i * n + j] * x, 0)
        expect(product).toBeCloseTo(values[k] * v[i], 9)
      }
      for (let other = 0; other <= k; other++) {
        const dot = v.reduce((sum, x, j) => sum + x * vectors[other * n + j], 0)
        expect(dot).toBeCloseTo(other === k ? 1 : 0, 9)
      }
      if (k > 0) expect(values[k]).toBeLessThanOrEqual(values[k - 1])
    }
  })

  it('leaves its input alone and takes zeros', () => {
    const zeros = new Float64Array(9)
    expect(Array.from(symmetricEigen(zeros, 3).values)).toEqual([0, 0, 0])
    expect(Array.from(symmetricEigen(Object.freeze([1, 0, 0, 5]), 2).values)).toEqual([5, 1])
  })
})
