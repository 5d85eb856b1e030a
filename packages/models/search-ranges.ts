import { deriveSeed, seeded } from '@earshot/random/random'
import { z } from 'zod'

const numbers = z
  .strictObject({
    from: z.number(),
    to: z.number(),
    /** Even over the numbers, or over their logarithms, as learning rates want it. */
    scale: z.enum(['linear', 'log']).default('linear'),
    /** Whole numbers only, both ends included. */
    integer: z.boolean().default(false),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be above from', abort: true })
  .refine(({ from, scale }) => scale === 'linear' || from > 0, {
    path: ['from'],
    message: 'must be above 0 on a scale of logarithms',
    abort: true,
  })
  .refine(({ from, to, integer }) => !integer || (Number.isInteger(from) && Number.isInteger(to)), {
    path: ['integer'],
    message: 'wants whole numbers in from and to',
    abort: true,
  })

const choices = z.strictObject({ choices: z.array(z.json()).min(2).max(100) })

/** What a search may try for one option: the numbers between two, or some values. */
export const rangeSchema = z.union([numbers, choices])

export type Range = z.output<typeof rangeSchema>

/** Numbers in a table should be readable, and a trial is worth repeating by hand. */
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
