/** Eigenvalues in falling order; row k of `vectors` (n x n, row by row) is the unit eigenvector of value k. */
export interface Eigen {
  values: Float64Array
  vectors: Float64Array
}

const MOST_SWEEPS = 60

function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum += a[i * n + j] ** 2
  return sum
}

function rotateColumns(a: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let k = 0; k < n; k++) {
    const x = a[k * n + p]
    const y = a[k * n + q]
    a[k * n + p] = c * x - s * y
    a[k * n + q] = s * x + c * y
  }
}

function rotateRows(a: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let k = 0; k < n; k++) {
    const x = a[p * n + k]
    const y = a[q * n + k]
    a[p * n + k] = c * x - s * y
    a[q * n + k] = s * x + c * y
  }
}

/** One rotation that makes a[p, q] zero (Golub and Van Loan, Matrix Computations, 8.5). */
function annihilate(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number): void {
  if (a[p * n + q] === 0) return
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q])
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  rotateColumns(a, n, p, q, c, t * c)
  rotateRows(a, n, p, q, c, t * c)
  rotateRows(vectors, n, p, q, c, t * c)
}

/** The eigenvectors of a symmetric n x n matrix, given row by row, by cyclic Jacobi rotations. */
export function symmetricEigen(matrix: ArrayLike<number>, n: number): Eigen {
  const a = Float64Array.from(matrix)
  const rows = new Float64Array(n * n)
  for (let i = 0; i < n; i++) rows[i * n + i] = 1
  const enough = 1e-24 * a.reduce((sum, x) => sum + x * x, 0)
  for (let sweep = 0; sweep < MOST_SWEEPS && offDiagonal(a, n) > enough; sweep++) {
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) annihilate(a, rows, n, p, q)
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j] - a[i * n + i])
  const vectors = new Float64Array(n * n)
  order.forEach((from, to) => {
    vectors.set(rows.subarray(from * n, from * n + n), to * n)
  })
  return { values: Float64Array.from(order, (i) => a[i * n + i]), vectors }
}
