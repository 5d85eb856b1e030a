import type { Command } from 'commander'
import { showDataSet, type DataSetView } from '@earshot/data-sets/data-sets'
import type { FeatureHistogram } from '@earshot/data-sets/summary'
import { decimals } from '../output.ts'
import { inHome } from './run.ts'

export function showCommand(data: Command): void {
  inHome(
    data.command('show').description('show a data set: counts, histograms, refusals').argument('<name>'),
    async ({ home, output }, [name = '']) => {
      output.result(await showDataSet(home.workshop, name), described)
    },
  )
}

/** So many refusals and groups are printed; --json has them all. */
const shown = 20

function described(set: DataSetView): string {
  const { summary } = set
  return [
    `${set.name}: ${String(set.songs)} songs in ${String(set.groups)} groups of near-duplicates, ${String(set.refused)} files refused.`,
    ...set.origin.map((path) => `  from ${path}`),
    ...(set.licence
      ? [`  licence: ${set.licence}`]
      : ['  no licence is noted; add one with: earshot data import ... --licence']),
    ...(set.citation ? [`  cite: ${set.citation}`] : []),
    ...(summary ? ['', ...summary.histograms.map(drawn)] : []),
    ...(summary
      ? [
          '',
          `keys: ${frequent(summary.keys)}`,
          `meters: ${frequent(summary.meters)}`,
          `structure: ${frequent(summary.structures)}`,
        ]
      : []),
    ...set.splits.map(
      ({ name, seed, parts }) =>
        `split ${name} (seed ${String(seed)}): ${parts.map((part) => `${part.name} ${String(part.songs)}`).join(', ')}`,
    ),
    ...limited(
      set.duplicates.map((group) => `near-duplicates: ${group.map(({ title }) => title).join(' = ')}`),
      'groups',
    ),
    ...limited(
      set.refusals.map(({ file, reason }) => `left out ${file}: ${reason}`),
      'refusals',
    ),
  ].join('\n')
}

function limited(lines: string[], what: string): string[] {
  if (lines.length <= shown) return lines
  return [...lines.slice(0, shown), `... and ${String(lines.length - shown)} more ${what}; --json has all`]
}

const frequent = (counts: readonly { value: string; songs: number }[]): string =>
  counts
    .slice(0, 6)
    .map(({ value, songs }) => `${value} ${String(songs)}`)
    .join(', ')

const blocks = ' ▁▂▃▄▅▆▇█'

/** A histogram on one line, each bar a block. */
function drawn({ name, unit, from, width, counts, median }: FeatureHistogram): string {
  const most = Math.max(1, ...counts)
  const bars = counts.map((count) => blocks[Math.ceil((8 * count) / most)] ?? ' ').join('')
  const to = from + width * counts.length
  return `${name.padEnd(10)} ${String(from).padStart(4)} ${bars} ${String(to)}  median ${decimals(median, 1)}  (${unit})`
}
