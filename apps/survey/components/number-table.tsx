import { Fragment, type ReactNode } from 'react'

export interface Column<Row> {
  head: ReactNode
  cell: (row: Row) => ReactNode
  /** Neighbours of the same group share a head above their own. */
  group?: string
  align?: 'left'
  /** Set where the rows are in the order of this column. */
  sorted?: 'ascending' | 'descending'
}

interface NumberTableProps<Row> {
  /** Names the region, which scrolls sideways where there is no room. */
  label: string
  /** The first column names the row. */
  columns: readonly [Column<Row>, ...Column<Row>[]]
  rows: readonly Row[]
  keyOf: (row: Row) => string
}

/** A table by book rules: rules above and below, figures right-aligned, no verticals. */
export function NumberTable<Row>({ label, columns, rows, keyOf }: NumberTableProps<Row>) {
  const [first, ...others] = columns
  return (
    // A region that scrolls must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="t">
        <thead>
          <HeadRows columns={columns} />
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              <th scope="row">{first.cell(row)}</th>
              {others.map(({ cell, align }, index) => (
                <td key={index} className={align === 'left' ? 'l' : undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function HeadRows<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  const grouped = columns.filter(({ group }) => group !== undefined)
  const depth = grouped.length > 0 ? 2 : 1
  return (
    <>
      <tr>
        {columns.map(({ head, group, align, sorted }, index) => {
          if (group === undefined)
            return (
              <th
                key={index}
                scope="col"
                rowSpan={depth}
                aria-sort={sorted}
                className={align === 'left' ? 'l' : undefined}
              >
                {head}
              </th>
            )
          if (columns[index - 1]?.group === group) return <Fragment key={index} />
          const width = columns.filter((column) => column.group === group).length
          return (
            <th key={index} scope="colgroup" colSpan={width} className="span">
              {group}
            </th>
          )
        })}
      </tr>
      {depth === 2 ? (
        <tr>
          {grouped.map(({ head }, index) => (
            <th key={index} scope="col">
              {head}
            </th>
          ))}
        </tr>
      ) : null}
    </>
  )
}
