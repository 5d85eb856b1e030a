import { gateNames, type GateName } from '@earshot/contract/choice'
import type { Results, SourceResult } from '@earshot/contract/results'
import { NumberTable, type Column } from '../../components/number-table.tsx'
import { Section } from '../../components/section.tsx'
import { SourceTag } from '../../components/source-tag.tsx'
import { balanceRows, chosenInWords } from './chosen-words.ts'
import type { MarkedSource } from './marked.ts'
import { decimals } from './numbers.ts'

interface ChosenSectionProps {
  sources: MarkedSource[]
  mark: string
}

/** What every reader must know of how the clips came about: gates select, and so does matching. */
export function ChosenSection({ sources, mark }: ChosenSectionProps) {
  const known = sources.filter(({ chosen }) => chosen?.choice)
  const balances = balanceRows(sources)
  return (
    <Section id="chosen" mark={mark} title="How the clips were chosen">
      <div className="stack">
        <ul className="notes-list">
          {chosenInWords(sources).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        {known.length > 0 ? <GateTable sources={known} /> : null}
        {balances.length > 0 ? <BalanceTable rows={balances} /> : null}
      </div>
    </Section>
  )
}

/** Whether a study has anything to say here: reported ratings have not. */
export const hasChosen = ({ sources }: Pick<Results, 'sources'>): boolean =>
  sources.some(({ chosen }) => chosen !== null)

const gateHeads: Record<GateName, string> = {
  empty: 'Empty',
  'too-short': 'Too short',
  'out-of-range': 'Out of range',
  'near-duplicate': 'Near-copy',
  stuck: 'Stuck',
  copies: 'Copies',
}

const countOf = ({ chosen }: SourceResult, gate: GateName): number =>
  chosen?.choice?.refused.find((one) => one.gate === gate)?.candidates ?? 0

/** Declared; a song too short for any excerpt is counted wherever it was drawn. */
const wasUsed = (source: SourceResult, gate: GateName): boolean =>
  (source.chosen?.gates?.includes(gate) ?? false) || countOf(source, gate) > 0

/** How many candidates a gate refused, with their share; a dash where the gate was not used. */
function refusedBy(source: SourceResult, gate: GateName): string {
  const drawn = source.chosen?.choice?.drawn
  if (drawn === undefined || !wasUsed(source, gate)) return '–'
  const count = countOf(source, gate)
  return count === 0 ? '0' : `${String(count)} (${share(count / drawn)})`
}

const share = (fraction: number): string => (fraction < 0.01 ? '< 1 %' : `${(100 * fraction).toFixed(0)} %`)

/** With the sign that figures have. */
const signed = (value: number | null): string => decimals(value).replace('-', '−')

function GateTable({ sources }: { sources: MarkedSource[] }) {
  const used = gateNames.filter((gate) => sources.some((source) => wasUsed(source, gate)))
  const matched = sources.some(({ chosen }) => (chosen?.choice?.notMatched ?? 0) > 0)
  const columns: [Column<MarkedSource>, ...Column<MarkedSource>[]] = [
    { head: 'Source', cell: ({ marker, label }) => <SourceTag marker={marker} label={label} /> },
    { head: 'Drawn', cell: ({ chosen }) => chosen?.choice?.drawn },
    ...used.map((gate) => ({
      head: gateHeads[gate],
      group: 'Refused by gate',
      cell: (source: MarkedSource) => refusedBy(source, gate),
    })),
    ...(matched
      ? [{ head: 'Matched less well', cell: ({ chosen }: MarkedSource) => chosen?.choice?.notMatched }]
      : []),
    { head: 'Kept', cell: ({ chosen }) => chosen?.choice?.kept },
  ]
  return (
    <div>
      <NumberTable label="Candidates and gates" columns={columns} rows={sources} keyOf={({ name }) => name} />
      <p className="cap">
        <b>Candidates and gates.</b> Of the candidates drawn for each source, those that a gate refused, as a
        number and as a share, and those that became clips. Too short: the music ends more than a second
        before the clip, or no excerpt of its length begins in the song. Out of range: notes that a piano has
        not. Near-copy: nearly the notes of another clip of the source.
        {used.includes('stuck') ? ' Stuck: one chord is heard for more than half of the music.' : ''}
        {used.includes('copies')
          ? ' Copies: shares more with a song it should not share with than nineteen of twenty human excerpts do.'
          : ''}{' '}
        A dash stands where the gate was not used.
      </p>
    </div>
  )
}

function BalanceTable({ rows }: { rows: ReturnType<typeof balanceRows<MarkedSource>> }) {
  return (
    <div>
      <NumberTable
        label="Balance of matched excerpts"
        columns={[
          { head: 'Source', cell: ({ marker, label }) => <SourceTag marker={marker} label={label} /> },
          { head: 'Feature', align: 'left', cell: ({ feature }) => feature },
          { head: 'Before', group: 'Standardised difference', cell: ({ before }) => signed(before) },
          { head: 'After', group: 'Standardised difference', cell: ({ after }) => signed(after) },
        ]}
        rows={rows}
        keyOf={({ name, feature }) => `${name} ${feature}`}
      />
      <p className="cap">
        <b>Balance of matched excerpts.</b> The difference of the means from the clips matched to, in standard
        deviations: of all candidates before matching, and of the clips. A dash stands where a feature does
        not vary or is not known.
      </p>
    </div>
  )
}
