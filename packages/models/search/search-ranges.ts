import { deriveSeed, seeded } from '@earshot/random/random'
import { z } from 'zod'

const numbers = z.strictObject({
  from: z.number(),
  to: z.number(),
  /** Even over the numbers, or over their logarithms, as learning rates want it. */
  scale: z.enum(['linear', 'log']).default('linear'),
  /** Whole numbers only, both ends included. */
  integer: z.boolean().default(false),
})

const choices = z.strictObject({ choices: z.array(z.json()).min(2).max(100) })

/** What a search may try for one option: the numbers between two, or some values. */
export const rangeSchema = z
  .union([numbers, choices], {
    error: 'write { from, to }, perhaps with scale: linear or log and integer: true; or { choices: [...] }',
  })
  .superRefine((range, context) => {
    const wrong = wrongBounds(range)
    if (!wrong) return
    const [field, message] = wrong
    context.addIssue({ code: 'custom', path: [field], message, continue: false })
  })

export type Range = z.output<typeof numbers> | z.output<typeof choices>

function wrongBounds(range: Range): [field: string, message: string] | null {
  if ('choices' in range) return null
  const { from, to, scale, integer } = range
  if (from >= to) return ['to', 'must be above from']
  if (scale === 'log' && from <= 0) return ['from', 'must be above 0 on a scale of logarithms']
  if (integer && !(Number.isInteger(from) && Number.isInteger(to)))
    return ['integer', 'wants whole numbers in from and to']
  return null
}

/** A number in a table should be readable, and a trial easily repeated. */
const DIGITS = 4

function drawNumber({ from, to, scale, integer }: z.output<typeof numbers>, u: number): number {
  // A whole number stands for the stretch from itself to the next, so that both ends come as often as the others.
  const end = integer ? to + 1 : to
  const value = scale === 'log' ? from * (end / from) ** u : from + u * (end - from)
  const rounded = integer ? Math.floor(value) : Number(value.toPrecision(DIGITS))
  return Math.min(to, Math.max(from, rounded))
}

/** A value of the range; it follows from seed, trial (from 1) and the option's name alone. */
export function drawValue(range: Range, seed: number, trial: number, option: string): unknown {
  const u = seeded(deriveSeed(seed, 'search', trial, option))()
  return 'choices' in range ? range.choices[Math.floor(u * range.choices.length)] : drawNumber(range, u)
}
