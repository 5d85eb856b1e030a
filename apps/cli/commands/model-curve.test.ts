import { describe, expect, test } from 'vitest'
import { curvePicture, sparkline, type NamedCurve } from './model-curve.ts'

const falling = (from: number, epochs: number, every = 1): NamedCurve['curve'] =>
  Array.from({ length: epochs }, (_, i) => ({
    loss: from / (1 + i),
    heldOut: i % every === 0 ? from / (1 + i / 2) : null,
    seconds: 1,
  }))

describe('a sparkline', () => {
  test.each([
    [[1, 2, 3, 4, 5, 6, 7, 8], '▁▂▃▄▅▆▇█'],
    [[5], '▁'],
    [[], ''],
    [[3, 3, 3], '▁▁▁'],
    [[8, 0], '█▁'],
  ])('of %j is %s', (values, line) => {
    expect(sparkline(values)).toBe(line)
  })

  test('of many epochs is as wide as a line', () => {
    expect(sparkline(Array.from({ length: 2000 }, (_, i) => -i))).toHaveLength(60)
  })
})

describe('a picture of learning curves', () => {
  test('has both losses, the kept epoch and labelled axes', () => {
    const picture = curvePicture([{ name: 'lstm-128', curve: falling(8, 200, 10), best: 200 }])
    const svg = picture?.svg ?? ''
    for (const part of [
      '>epoch<',
      'loss (cross-entropy, nats)',
      'lstm-128, training',
      'held-out songs',
      '>200<',
      '>8<',
    ])
      expect(svg).toContain(part)
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(2)
    expect(svg.match(/<circle/g)).toHaveLength(1)
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  })

  test('of several models keeps each line within the frame, and escapes names', () => {
    const curves = Array.from({ length: 9 }, (_, i) => ({
      name: `<${String(i)}>`,
      curve: falling(1 + i, 1 + 3 * i),
      best: 1,
    }))
    const { svg = '', height = 0 } = curvePicture(curves) ?? {}
    expect(svg).toContain('&lt;8&gt;, training')
    expect(svg).not.toMatch(/<\d>|NaN/)
    for (const [, x, y] of svg.matchAll(/[ML](\d+\.?\d*) (\d+\.?\d*)/g)) {
      expect(Number(x)).toBeLessThanOrEqual(960)
      expect(Number(y)).toBeLessThanOrEqual(height)
    }
  })

  test('of models without a curve is none', () => {
    expect(curvePicture([{ name: 'keras', curve: [], best: 0 }])).toBeNull()
  })
})
