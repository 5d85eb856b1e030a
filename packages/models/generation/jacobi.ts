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

/** Turns two lines of n numbers, which begin at `p` and `q` and go on by `stride`: rows by 1, columns by n. */
function rotate(a: Float64Array, [p, q]: [number, number], stride: number, [c, s]: [number, number]): void {
  const n = Math.sqrt(a.length)
  for (let k = 0; k < n; k++) {
    const x = a[p + k * stride]
    const y = a[q + k * stride]
    a[p + k * stride] = c * x - s * y
    a[q + k * stride] = s * x + c * y
  }
}

/** One rotation that makes a[p, q] zero (Golub and Van Loan, Matrix Computations, 8.5). */
function annihilate(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number): void {
  if (a[p * n + q] === 0) return
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q])
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const turn: [number, number] = [c, t * c]
  rotate(a, [p, q], n, turn)
  rotate(a, [p * n, q * n], 1, turn)
  rotate(vectors, [p * n, q * n], 1, turn)
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
