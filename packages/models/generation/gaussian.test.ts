import { normal, seeded } from '@earshot/random/random'
import { describe, expect, it } from 'vitest'
import { drawGaussian, fitGaussian } from './gaussian.ts'

describe('fitGaussian', () => {
  it('finds the mean and the line that points lie on', () => {
    const gaussian = fitGaussian([
      [0, 1],
      [2, 5],
      [4, 9],
    ])
    expect(Array.from(gaussian.mean)).toEqual([2, 5])
    expect(gaussian.rank).toBe(1)
    // The points vary by (1, 2) times 2, whose variance is 4 (1 + 4).
    expect(gaussian.axes[0] ** 2 + gaussian.axes[1] ** 2).toBeCloseTo(20, 5)
    expect(gaussian.axes[1] / gaussian.axes[0]).toBeCloseTo(2, 5)
    expect(Array.from(gaussian.axes.subarray(2))).toEqual([0, 0])
  })

  it('takes one sample as the mean alone, and refuses none', () => {
    const gaussian = fitGaussian([[3, -1]])
    expect(gaussian.rank).toBe(0)
    expect(Array.from(drawGaussian(gaussian, seeded(1)))).toEqual([3, -1])
    expect(() => fitGaussian([])).toThrow('at least one sample')
  })

  it('draws with the mean and covariance it was fitted to', () => {
    const random = seeded(8)
    const source = Array.from({ length: 4000 }, () => {
      const [a, b] = [normal(random), normal(random)]
      return [1 + a, -2 + 0.5 * a + 0.3 * b, 7]
    })
    const fitted = fitGaussian(source)
    const again = fitGaussian(Array.from({ length: 4000 }, () => drawGaussian(fitted, random)))
    expect(fitted.rank).toBe(2)
    expect(again.rank).toBe(2)
    fitted.mean.forEach((value, i) => {
      expect(Math.abs(again.mean[i] - value)).toBeLessThan(0.1)
    })
    const variance = (axes: Float32Array, i: number): number => axes[i] ** 2 + axes[3 + i] ** 2
    expect(variance(again.axes, 0)).toBeCloseTo(1, 0)
    expect(variance(again.axes, 1)).toBeCloseTo(0.34, 1)
  })
})
