import type { Random } from '@earshot/random/random'

/** How the next token is chosen. `temperature` 0 takes the most probable one, as the paper does. */
export interface Sampling {
  temperature: number
  /** Keep only this many of the most probable tokens. */
  topK: number | null
  /** Keep only the most probable tokens that together reach this probability (Holtzman et al. 2020). */
  topP: number | null
}

/**
 * Backends differ in the last bits of a logit. Every choice is made from multiples of 1/1024, so that equals are equal
 * on all of them; of equals the smaller token comes first.
 */
const STEPS = 1024

/** Differences of more than 128 between logits count as 128: an exponential holds nothing smaller. */
const FARTHEST = 128 * STEPS

/** The highest Gumbel number that 32 random bits can give, -log(-log(1 - 2^-32)), is below this. */
const HIGHEST_GUMBEL = 22.2

/** Nine of ten Gumbel numbers are below this: -log(-log(0.9)). */
const NINE_OF_TEN = 2.2504

/** How far each logit lies below the highest, in steps. */
function distances(logits: ArrayLike<number>): Int32Array {
  let best = 0
  for (let i = 1; i < logits.length; i++) if (logits[i] > logits[best]) best = i
  if (!Number.isFinite(logits[best])) throw new Error('the model gives logits that are no numbers')
  const top = Math.round(logits[best] * STEPS)
  const below = new Int32Array(logits.length)
  for (let i = 0; i < logits.length; i++) below[i] = Math.min(FARTHEST, top - Math.round(logits[i] * STEPS))
  return below
}

/** Keeps tokens nearer than `distance`, and the first `ties` of those that lie just there. */
interface Cut {
  distance: number
  ties: number
}

/** How many tokens lie at each distance. */
function histogram(below: Int32Array): Int32Array {
  let farthest = 0
  for (const distance of below) if (distance > farthest) farthest = distance
  const counts = new Int32Array(farthest + 1)
  for (const distance of below) counts[distance]++
  return counts
}

/** The most probable tokens up to `most` of them. */
function cutByNumber(counts: Int32Array, most: number): Cut {
  let left = most
  for (let distance = 0; distance < counts.length; distance++) {
    if (counts[distance] >= left) return { distance, ties: left }
    left -= counts[distance]
  }
  return { distance: counts.length, ties: 0 }
}

/** The fewest of the most probable tokens that reach the share `mass` of those within `limit`; at least one. */
function cutByMass(counts: Int32Array, limit: Cut, mass: number, temperature: number): Cut {
  const end = Math.min(counts.length - 1, limit.distance)
  const weight = (distance: number): number => Math.exp(-distance / (STEPS * temperature))
  const kept = (distance: number): number => (distance < limit.distance ? counts[distance] : limit.ties)
  let total = 0
  for (let distance = 0; distance <= end; distance++) {
    if (counts[distance] > 0) total += kept(distance) * weight(distance)
  }
  let left = mass * total
  for (let distance = 0; distance <= end; distance++) {
    if (counts[distance] === 0) continue
    const each = weight(distance)
    if (kept(distance) * each >= left) return { distance, ties: Math.max(1, Math.ceil(left / each)) }
    left -= kept(distance) * each
  }
  return limit
}

function cutOf(below: Int32Array, { temperature, topK, topP }: Sampling): Cut {
  const all = { distance: FARTHEST + 1, ties: 0 }
  if (topK === null && topP === null) return all
  const counts = histogram(below)
  const cut = topK === null ? all : cutByNumber(counts, topK)
  return topP === null ? cut : cutByMass(counts, cut, topP, temperature)
}

/**
 * Chooses a token from unnormalised log probabilities: temperature first, then top-k, then top-p. The draw adds a Gumbel
 * number to each (Gumbel 1954) and takes the highest, always with one random number a token: a backend's rounding then
 * changes a choice only where the first two are as close as the rounding.
 */
export function chooseToken(logits: ArrayLike<number>, sampling: Sampling, random: Random): number {
  const below = distances(logits)
  const likeliest = below.indexOf(0)
  if (sampling.temperature === 0) return likeliest
  const { distance, ties } = cutOf(below, sampling)
  const scale = STEPS * sampling.temperature
  let [best, chosen, tied] = [-Infinity, likeliest, 0]
  for (let token = 0; token < below.length; token++) {
    const chance = random()
    if (below[token] > distance || (below[token] === distance && ++tied > ties)) continue
    const score = -below[token] / scale
    // Most tokens cannot win, and need no logarithms.
    if (score + (chance < 0.9 ? NINE_OF_TEN : HIGHEST_GUMBEL) < best) continue
    const value = score - Math.log(-Math.log(chance))
    if (value > best) [best, chosen] = [value, token]
  }
  return chosen
}
