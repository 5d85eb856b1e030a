import type { Random } from '@earshot/random/random'

/** How the next token is chosen. `temperature` 0 takes the most probable one, as the paper does. */
export interface Sampling {
  temperature: number
  /** Keep only this many of the most probable tokens. */
  topK: number | null
  /** Keep only the most probable tokens that together reach this probability (Holtzman et al. 2020). */
  topP: number | null
}

/** The index of the largest number; of equals, the first. */
export function argMax(values: ArrayLike<number>): number {
  let best = 0
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i
  return best
}

interface Choice {
  token: number
  probability: number
}

/** Softmax of logits / temperature, most probable first; of equals, the smaller token. */
function ranked(logits: ArrayLike<number>, temperature: number): Choice[] {
  const most = logits[argMax(logits)]
  const odds = Array.from(logits, (logit) => Math.exp((logit - most) / temperature))
  const total = odds.reduce((sum, x) => sum + x, 0)
  return odds
    .map((x, token) => ({ token, probability: x / total }))
    .sort((a, b) => b.probability - a.probability || a.token - b.token)
}

/** The shortest head of the list that reaches `mass`; at least one token. */
function nucleus(choices: Choice[], mass: number): Choice[] {
  let sum = 0
  const end = choices.findIndex(({ probability }) => (sum += probability) >= mass)
  return end < 0 ? choices : choices.slice(0, end + 1)
}

/** Chooses a token from unnormalised log probabilities: temperature first, then top-k, then top-p. */
export function chooseToken(logits: ArrayLike<number>, sampling: Sampling, random: Random): number {
  if (sampling.temperature === 0) return argMax(logits)
  let choices = ranked(logits, sampling.temperature)
  if (sampling.topK !== null) choices = choices.slice(0, sampling.topK)
  if (sampling.topP !== null) choices = nucleus(choices, sampling.topP)
  let left = random() * choices.reduce((sum, { probability }) => sum + probability, 0)
  for (const { token, probability } of choices) {
    left -= probability
    if (left < 0) return token
  }
  return choices[choices.length - 1].token
}
