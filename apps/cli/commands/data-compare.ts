import type { Command } from 'commander'
import { compareByName, type DataSetComparison } from '@earshot/data-sets/comparison'
import { decimals, table } from '../output.ts'
import { inHome, wholeNumber } from './run.ts'

export function compareCommand(data: Command): void {
  inHome<{ songs?: number; seed?: number }>(
    data
      .command('compare')
      .description('say how far two sets of music lie apart (data sets or pools)')
      .argument('<a>')
      .argument('<b>')
      .option('--songs <n>', 'songs sampled from each (100)', wholeNumber(2))
      .option('--seed <n>', 'fixes the sample (1)', wholeNumber(0)),
    async ({ home, output }, [a = '', b = ''], options) => {
      output.result(await compareByName(home.workshop, { a, b }, options), comparisonTable)
    },
  )
}

function comparisonTable({ a, b, seed, comparison: { features } }: DataSetComparison): string {
  return [
    table(
      [
        'feature',
        `within ${a.name}`,
        `within ${b.name}`,
        'between',
        `overlap with ${a.name}`,
        `with ${b.name}`,
      ],
      features.map((feature) => [
        feature.label,
        decimals(feature.a.intra?.mean ?? null, 3),
        decimals(feature.b.intra?.mean ?? null, 3),
        decimals(feature.inter?.mean ?? null, 3),
        decimals(feature.a.overlap.value, 3),
        decimals(feature.b.overlap.value, 3),
      ]),
    ),
    '',
    `Mean Euclidean distances between two pieces (Yang and Lerch), of ${String(a.compared)} of ${String(a.of)} pieces of ${a.name} and ${String(b.compared)} of ${String(b.of)} of ${b.name}, seed ${String(seed)}.`,
    'Overlap: the area under the densities of distances within a set and between the sets; 1 is no difference. --json has divergences and curves.',
  ].join('\n')
}
