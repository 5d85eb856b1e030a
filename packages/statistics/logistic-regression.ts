/** Logistic regression with an L2 penalty. */

export interface LogisticModel {
  intercept: number
  /** One for each column. */
  weights: Float64Array
}

const mostSteps = 100
const tolerance = 1e-10

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
/** log(1 + exp(x)) without overflow. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

/** The log odds of a row. */
export const logOdds = ({ intercept, weights }: LogisticModel, row: readonly number[]): number =>
  weights.reduce((total, weight, i) => total + weight * row[i], intercept)

/** Coefficients, the intercept last; rows have a 1 there. */
type Vector = Float64Array

interface Problem {
  rows: Vector[]
  positive: readonly boolean[]
  penalty: number
}

const dot = (a: Vector, b: Vector): number => a.reduce((total, x, i) => total + x * b[i], 0)

function objective({ rows, positive, penalty }: Problem, beta: Vector): number {
  const loss = rows.reduce((total, row, i) => {
    const x = dot(row, beta)
    return total + softplus(positive[i] ? -x : x)
  }, 0)
  const weights = beta.subarray(0, -1)
  return loss + (penalty / 2) * dot(weights, weights)
}

function gradientAndHessian({ rows, positive, penalty }: Problem, beta: Vector) {
  const size = beta.length
  const gradient = beta.map((b, i) => (i < size - 1 ? penalty * b : 0))
  const hessian = Array.from({ length: size }, (_, i) => {
    const line = new Float64Array(size)
    if (i < size - 1) line[i] = penalty
    return line
  })
  for (const [n, row] of rows.entries()) {
    const p = logistic(dot(row, beta))
    for (let i = 0; i < size; i++) {
      gradient[i] += (p - Number(positive[n])) * row[i]
      for (let j = 0; j <= i; j++) hessian[i][j] += p * (1 - p) * row[i] * row[j]
    }
  }
  return { gradient, hessian }
}

/** Solves A x = b by Cholesky's decomposition of the lower half of A, which is positive definite. */
function solve(a: readonly Vector[], b: Vector): Vector {
  const n = b.length
  const lower = a.map((line) => line.slice())
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let value = lower[i][j]
      for (let k = 0; k < j; k++) value -= lower[i][k] * lower[j][k]
      // The intercept alone has no penalty: where every p is 0 or 1 its place would be 0.
      lower[i][j] = i === j ? Math.sqrt(Math.max(value, 1e-12)) : value / lower[j][j]
    }
  }
  const x = b.slice()
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= lower[i][k] * x[k]
    x[i] /= lower[i][i]
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= lower[k][i] * x[k]
    x[i] /= lower[i][i]
  }
  return x
}

/** Newton's step, halved until the objective falls. */
function step(problem: Problem, beta: Vector): Vector | null {
  const { gradient, hessian } = gradientAndHessian(problem, beta)
  if (gradient.every((g) => Math.abs(g) < tolerance)) return null
  const direction = solve(hessian, gradient)
  const before = objective(problem, beta)
  for (let length = 1; length > 1e-12; length /= 2) {
    const next = beta.map((b, i) => b - length * direction[i])
    if (objective(problem, next) < before) return next
  }
  return null // no better in double precision
}

/**
 * Minimises the negative log likelihood plus `penalty` / 2 times the sum of squared weights, the intercept left free, by Newton's
 * method (iteratively reweighted least squares; Hastie, Tibshirani and Friedman 2009, The Elements of Statistical
 * Learning, section 4.4.1; le Cessie and van Houwelingen 1992 for the penalty). With the penalty above 0 and both answers present it has one solution, even
 * where the answers can be separated. `rows` is cases x columns. Throws RangeError otherwise.
 */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  positive: readonly boolean[],
  penalty: number,
): LogisticModel {
  if (rows.length !== positive.length) throw new RangeError('each row needs an answer')
  if (!(penalty > 0)) throw new RangeError('the penalty must be above 0')
  if (!positive.includes(true) || !positive.includes(false)) throw new RangeError('both answers must occur')
  if (!rows.flat().every(Number.isFinite)) throw new RangeError('values must be finite')
  const problem = { rows: rows.map((row) => Float64Array.from([...row, 1])), positive, penalty }
  let beta: Vector = new Float64Array(rows[0].length + 1)
  for (let i = 0; i < mostSteps; i++) {
    const next = step(problem, beta)
    if (next === null) break
    beta = next
  }
  return { intercept: beta[beta.length - 1], weights: beta.slice(0, -1) }
}
