/**
 * The cumulative logit model of ordered answers (Agresti 2010, Analysis of Ordinal Categorical Data, section 3.2):
 * P(y <= k) = 1 / (1 + exp(-(threshold[k] - location))). A larger location moves the answers up the scale.
 */
import { normal, type Random } from '@earshot/random/random'

/** What a listening test is simulated with; see docs/statistics.md for where the numbers come from. */
export interface OrdinalModel {
  /** One less than there are answers, ascending, on the logit scale. */
  thresholds: readonly number[]
  /** Standard deviations of respondents and of clips on the logit scale. */
  respondentSd: number
  clipSd: number
}

/** The maximum-likelihood fit of R's ordinal::clmm to the fixture `small` (fixtures/small.expected.json). */
export const paperModel: OrdinalModel = {
  thresholds: [-1.0522, 0.7044, 1.2366, 3.0362],
  respondentSd: 1.074,
  clipSd: 0.398,
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

/** The probability of each answer at a location; they sum to 1. Throws RangeError where thresholds do not ascend. */
export function answerProbabilities(thresholds: readonly number[], location: number): number[] {
  const cumulative = [...thresholds.map((threshold) => logistic(threshold - location)), 1]
  const probabilities = cumulative.map((p, k) => p - (k === 0 ? 0 : (cumulative[k - 1] ?? 0)))
  if (probabilities.some((p) => p < 0 || Number.isNaN(p))) throw new RangeError('thresholds must ascend')
  return probabilities
}

/** One answer, 1 .. thresholds.length + 1, drawn at a location. */
export function drawAnswer(thresholds: readonly number[], location: number, random: Random): number {
  const probabilities = answerProbabilities(thresholds, location)
  const u = random()
  let sum = 0
  for (const [k, p] of probabilities.entries()) {
    sum += p
    if (u < sum) return k + 1
  }
  return probabilities.length
}

/** A random effect: normal with mean 0 and the given standard deviation. */
export const drawEffect = (sd: number, random: Random): number => sd * normal(random)
