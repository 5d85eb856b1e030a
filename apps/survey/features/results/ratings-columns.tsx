import type { SourceResult } from '@earshot/contract/results'
import type { Column } from '../../components/number-table.tsx'
import { decided, decimals, perCent } from './numbers.ts'

type Statistics = Pick<SourceResult, 'ratings' | 'n' | 'mean' | 'variance' | 'pNatural'>

/** The columns that tables of sources and of clips share. */
export const ratingsColumns: Column<Statistics>[] = [
  ...[1, 2, 3, 4, 5].map((rating) => ({
    head: rating,
    group: 'Ratings',
    cell: ({ ratings }: Statistics) => ratings[rating - 1],
  })),
  { head: <span className="stat">n</span>, cell: ({ n }) => n },
  { head: 'Mean', cell: ({ mean }) => decimals(mean) },
  { head: 'Variance', cell: ({ variance }) => decimals(variance) },
  { head: <Lines of={['Natural,', 'all, %']} />, cell: ({ pNatural }) => perCent(pNatural.all) },
  { head: <Lines of={['Natural,', 'decided, %']} />, cell: ({ pNatural }) => perCent(pNatural.decided) },
  { head: 'of', cell: decided },
]

function Lines({ of: [first, second] }: { of: [string, string] }) {
  return (
    <>
      {first}
      <br />
      {second}
    </>
  )
}
