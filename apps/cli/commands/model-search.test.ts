import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { searchFields, rungsOf } from '@earshot/models/search/search-options'
import type { TrialWithCurve } from '@earshot/workshop/search/search-show'
import { beforeAll, describe, expect, test } from 'vitest'
import { readSearch } from './model-search.ts'
import { drawSearch, searchPicture } from './model-search-picture.ts'
import { trialTable } from './model-search-table.ts'
import { linearScale, logScale, namedScale } from './plot-scale.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-search-'))
  return () => rm(folder, { recursive: true })
})

const search = searchFields.parse({
  architecture: 'lstm',
  trials: 4,
  epochs: 9,
  ranges: {
    learningRate: { from: 1e-4, to: 0.1, scale: 'log' },
    dropout: { from: 0, to: 0.5 },
    layers: { choices: [[8], [16, 16]] },
  },
})

const trial = (number: number, rank: number | null, losses: (number | null)[]): TrialWithCurve => ({
  rank,
  trial: number,
  status: rank === null ? 'failed' : rank === 1 ? 'ended' : 'out',
  rung: rank === null ? 0 : rank === 1 ? 2 : 1,
  options: { learningRate: 0.0123 * number, dropout: 0.1, layers: number % 2 ? [8] : [16, 16] },
  epochs: losses.length,
  heldOut: 3,
  loss: 2.5,
  seconds: 12.34,
  reason: rank === null ? 'the loss was no number in epoch 2' : null,
  curve: losses.map((heldOut, i) => ({ epoch: i + 1, loss: 2.5, heldOut })),
})

const trials = [
  trial(2, 1, [5, 4.5, 4, 3.8, 3.6, null, 3.4, 3.2, 3]),
  trial(1, 2, [5.5, 5, 4.9]),
  trial(3, 3, [6, 1e30, 5.9]),
  trial(4, null, [6.1]),
]
const shown = { name: 'a <search>', search, rungs: rungsOf(search), trials }

describe('the table of a search', () => {
  test('has a column an option, and says why a trial has no rank', () => {
    const [head, , first, , , last] = trialTable(trials).split('\n')
    expect(head).toMatch(/^rank +trial +learningRate +dropout +layers +epochs +held-out +training +seconds/)
    expect(first).toMatch(/^ +1 +2 +0.0246 +0.1 +\[16,16\] +9 +3.0000 +2.5000 +12.3 +trained to its end$/)
    expect(last).toMatch(/^ +– +4 .*the loss was no number in epoch 2$/)
  })
})

describe('the picture of a search', () => {
  test('has a panel of curves and one an option, and marks the best and the failed', () => {
    const { svg = '', height = 0 } = searchPicture(shown) ?? {}
    for (const part of [
      '>learningRate<',
      '>dropout<',
      '>layers<',
      '>[16,16]<',
      'a &lt;search&gt;',
      '>failed<',
    ])
      expect(svg).toContain(part)
    expect(svg).toContain('higher ones are drawn at the upper edge')
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
    // A dot each in three panels for those with a loss, a curve of one epoch, and two in the legend.
    expect(svg.match(/<circle/g)).toHaveLength(3 * 3 + 1 + 2)
    expect(svg.match(/l8 8m0 -8l-8 8/g)).toHaveLength(3 + 1)
    for (const [, x, y] of svg.matchAll(/<circle cx="([\d.-]+)" cy="([\d.-]+)"/g)) {
      expect(Number(x)).toBeGreaterThan(0)
      expect(Number(x)).toBeLessThan(960)
      expect(Number(y)).toBeLessThan(height)
    }
  })

  test('is drawn as PNG or SVG; there is none before a loss', async () => {
    const png = await readFile(await drawSearch(join(folder, 'search.png'), shown))
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect(await readFile(await drawSearch(join(folder, 'search.svg'), shown), 'utf8')).toMatch(/^<svg /)
    const none = { ...shown, trials: [trial(1, null, [])] }
    await expect(drawSearch(join(folder, 'none.png'), none)).rejects.toThrow('no trial has a loss')
  })
})

describe('a scale', () => {
  const labels = ({ ticks }: { ticks: { label: string }[] }) => ticks.map(({ label }) => label)

  test('of numbers names round ones, in their places', () => {
    expect(labels(linearScale(0, 0.6))).toEqual(['0', '0.2', '0.4', '0.6'])
    expect(linearScale(2, 4).place(3)).toBe(0.5)
    expect(linearScale(3, 3).place(3)).toBe(0)
    expect(labels(logScale(0.0001, 1))).toEqual(['1e-4', '0.001', '0.01', '0.1', '1'])
    expect(labels(logScale(1, 27))).toEqual(['1', '2', '5', '10', '20'])
    expect(logScale(1, 100).place(10)).toBeCloseTo(0.5, 12)
    expect(logScale(1, 1).place(1)).toBe(0)
  })

  test('of names sets them side by side', () => {
    const scale = namedScale([[64], 'adam', null], (text) => text)
    expect(labels(scale)).toEqual(['[64]', 'adam', 'null'])
    expect([[64], 'adam', null].map(scale.place)).toEqual([1 / 6, 0.5, 5 / 6])
  })
})

describe('a search file', () => {
  const write = async (text: string): Promise<string> => {
    const path = join(folder, 'search.yaml')
    await writeFile(path, text)
    return path
  }
  const yaml = `architecture: lstm-128
trials: 9
epochs: 27
ranges:
  learningRate: { from: 0.0001, to: 0.01, scale: log }
`

  test('is read with what the command line says in its place', async () => {
    const read = await readSearch(await write(yaml), { trials: 3, method: 'random' })
    expect(read).toMatchObject({ trials: 3, method: 'random', epochs: 27, architecture: 'lstm-128' })
  })

  test.each([
    [`${yaml}  dropout: { from: 0, to: 2 }`, /search.yaml:\n.*Too big.*\n.*at ranges\.dropout\.to/],
    [yaml.replace('lstm-128', 'gan'), /at architecture/],
    ['- 1', /search.yaml:\n.*expected object/],
    ['', /search.yaml:\n.*expected object/],
    ['a: [', /search.yaml is not YAML/],
  ])('%j is refused by field', async (text, reason) => {
    await expect(readSearch(await write(text), {})).rejects.toThrow(reason)
  })

  test('that is not there is named', async () => {
    await expect(readSearch('/no/such.yaml', {})).rejects.toThrow('/no/such.yaml')
  })
})
