/** a0 + a1 x + a2 x^2 + ... */
const polynomial = (x: number, coefficients: readonly number[]): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0)

/** The value below which a standard normal number lies with probability p, 0 < p < 1, to about 7 digits (Wichura 1988, AS 241, PPND7). */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError('a probability must lie between 0 and 1')
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    const top = polynomial(r, [3.3871327179, 50.434271938, 159.29113202, 59.10937472])
    return (q * top) / polynomial(r, [1, 17.895169469, 78.757757664, 67.1875636])
  }
  const r = Math.sqrt(-Math.log(Math.min(p, 1 - p)))
  const tail =
    r <= 5
      ? polynomial(r - 1.6, [1.4234372777, 2.75681539, 1.3067284816, 0.17023821103]) /
        polynomial(r - 1.6, [1, 0.7370016425, 0.12021132975])
      : polynomial(r - 5, [6.657905115, 3.081226386, 0.42868294337, 0.017337203997]) /
        polynomial(r - 5, [1, 0.24197894225, 0.012258202635])
  return q < 0 ? -tail : tail
}
