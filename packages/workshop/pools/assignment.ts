/**
 * For each row a column of its own, so that the costs add up to least: the Hungarian method with potentials, of about
 * rows^2 x columns steps (Kuhn 1955; Jonker and Volgenant 1987). Costs are finite; where there are more rows than columns,
 * the last rows get none.
 */
export function assign(costs: readonly (readonly number[])[]): (number | null)[] {
  const columns = costs[0]?.length ?? 0
  const rows = Math.min(costs.length, columns)
  // Row and column 0 stand for none.
  const rowOf = new Int32Array(columns + 1)
  const rowPotential = new Float64Array(rows + 1)
  const columnPotential = new Float64Array(columns + 1)
  for (let row = 1; row <= rows; row++) {
    const previous = new Int32Array(columns + 1)
    const slack = new Float64Array(columns + 1).fill(Infinity)
    const visited = new Uint8Array(columns + 1)
    let column = 0
    rowOf[0] = row
    do {
      visited[column] = 1
      const from = rowOf[column] ?? 0
      let [least, next] = [Infinity, 0]
      for (let j = 1; j <= columns; j++) {
        if (visited[j]) continue
        const cost =
          (costs[from - 1]?.[j - 1] ?? Infinity) - (rowPotential[from] ?? 0) - (columnPotential[j] ?? 0)
        if (cost < (slack[j] ?? 0)) {
          slack[j] = cost
          previous[j] = column
        }
        if ((slack[j] ?? 0) < least) [least, next] = [slack[j] ?? 0, j]
      }
      for (let j = 0; j <= columns; j++) {
        if (visited[j]) {
          const own = rowOf[j] ?? 0
          rowPotential[own] = (rowPotential[own] ?? 0) + least
          columnPotential[j] = (columnPotential[j] ?? 0) - least
        } else slack[j] = (slack[j] ?? 0) - least
      }
      column = next
    } while (rowOf[column] !== 0)
    while (column !== 0) {
      const before = previous[column] ?? 0
      rowOf[column] = rowOf[before] ?? 0
      column = before
    }
  }
  const found = new Array<number | null>(costs.length).fill(null)
  rowOf.forEach((row, column) => {
    if (column > 0 && row > 0) found[row - 1] = column - 1
  })
  return found
}
