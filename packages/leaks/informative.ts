/** How well the music itself tells sources apart: no fault of the pipeline, but to be known before a study opens. */
import type { Random } from '@earshot/random/random'
import { aucInterval, type AucInterval, type Scored } from '@earshot/statistics/auc'
import { normalQuantile } from '@earshot/statistics/normal'
import { crossValidatedAuc, type Case } from '@earshot/statistics/cross-validated-auc'
import type { Fact, FactValues } from './fact.ts'
import { factsOfAudio } from './facts-of-audio.ts'
import { factsOfNotes } from './facts-of-notes.ts'
import type { Finding } from './finding.ts'

export const facts: readonly Fact[] = [...factsOfNotes, ...factsOfAudio]

/** A clip with what was measured in it. Clips of one piece are judged together. */
export interface MeasuredClip {
  id: string
  source: string
  piece: string
  human: boolean
  facts: FactValues
}

/** Fewer clips a side than this are too few to tell. */
export const fewestClips = 20

export interface FactAuc extends AucInterval {
  fact: Fact
}

/** Two sides, and how often a clip of the first is above one of the second. */
export interface Informative {
  sides: [Side, Side]
  /** By all facts together, on clips held out; null where there are too few to tell. */
  together: AucInterval | null
  /**
   * By each fact alone, the one that tells most first; without those that do not vary. All intervals hold at once with 95 %
   * (Bonferroni), so that the farthest from .5 is not there by its choice. Empty where there are too few.
   */
  alone: FactAuc[]
}

export interface Side {
  name: string
  clips: number
  pieces: number
}

const folds = 5

const sideOf = (name: string, clips: readonly MeasuredClip[]): Side => ({
  name,
  clips: clips.length,
  pieces: new Set(clips.map(({ piece }) => piece)).size,
})

/** How far from telling nothing. */
const distance = ({ auc }: AucInterval): number => Math.abs(auc - 0.5)

/** The clips that have a value; null where a side has none of two pieces, or all values are one. */
function scoredBy({ name }: Fact, sides: readonly (readonly MeasuredClip[])[]): Scored[] | null {
  const scored = sides.flatMap((clips, side) =>
    clips.flatMap(({ facts: values, piece }) => {
      const score = values[name] ?? null
      return score === null ? [] : [{ positive: side === 0, score, cluster: piece }]
    }),
  )
  const pieces = (side: boolean) =>
    new Set(scored.filter(({ positive }) => positive === side).map(({ cluster }) => cluster)).size
  const varies = scored.some(({ score }) => score !== scored[0].score)
  return varies && pieces(true) >= 2 && pieces(false) >= 2 ? scored : null
}

function eachAlone(sides: readonly (readonly MeasuredClip[])[]): FactAuc[] {
  const known = facts.flatMap((fact) => {
    const scored = scoredBy(fact, sides)
    return scored ? [{ fact, scored }] : []
  })
  if (known.length === 0) return []
  const z = normalQuantile(1 - 0.025 / known.length)
  return known
    .map(({ fact, scored }) => ({ fact, ...aucInterval(scored, z) }))
    .sort((a, b) => distance(b) - distance(a))
}

/** Compares two sets of clips by what was measured in them. */
export function compareSides(
  [nameOfFirst, first]: readonly [string, readonly MeasuredClip[]],
  [nameOfSecond, second]: readonly [string, readonly MeasuredClip[]],
  random: Random,
): Informative {
  const sides: [Side, Side] = [sideOf(nameOfFirst, first), sideOf(nameOfSecond, second)]
  const tooFew = sides.some(({ clips, pieces }) => clips < fewestClips || pieces < folds)
  if (tooFew) return { sides, together: null, alone: [] }
  const cases = [first, second].flatMap((clips, side) =>
    clips.map(({ piece, facts: values }): Case => ({
      positive: side === 0,
      cluster: piece,
      values: facts.map(({ name }) => values[name] ?? null),
    })),
  )
  return { sides, together: crossValidatedAuc(cases, { random, folds }), alone: eachAlone([first, second]) }
}

/**
 * What is compared: each generated source with the human clips, and all generated ones with them where there are several. A study of one kind
 * compares each source with all others.
 */
export function informative(clips: readonly MeasuredClip[], random: Random): Informative[] {
  const human = clips.filter((clip) => clip.human)
  const generated = clips.filter((clip) => !clip.human)
  const compared = generated.length > 0 ? generated : human
  const sources = [...new Set(compared.map(({ source }) => source))].sort()
  const of = (source: string) => compared.filter((clip) => clip.source === source)
  if (human.length === 0 || generated.length === 0) {
    const pairs = sources.length === 2 ? sources.slice(0, 1) : sources.length > 2 ? sources : []
    return pairs.map((source) => {
      const others = compared.filter((clip) => clip.source !== source)
      return compareSides([quoted(source), of(source)], ['the other sources', others], random)
    })
  }
  const each = sources.map((source) => compareSides(['human', human], [quoted(source), of(source)], random))
  return sources.length > 1
    ? [compareSides(['human', human], ['generated', generated], random), ...each]
    : each
}

const quoted = (source: string): string => `"${source}"`
/** .83, 1.00 */
const short = (value: number): string => value.toFixed(2).replace(/^0/, '')
const range = ({ lower, upper }: AucInterval): string => `${short(lower)} to ${short(upper)}`

/** The comparisons as findings, none of which blocks. */
export const informativeFindings = (clips: readonly MeasuredClip[], random: Random): Finding[] =>
  informative(clips, random).map((one) => (one.together === null ? tooFew(one) : told(one, one.together)))

function tooFew({ sides: [first, second] }: Informative): Finding {
  const count = ({ name, clips, pieces }: Side) => `${clips} clips of ${pieces} pieces of ${name}`
  return {
    check: 'informative',
    rule: 'too-few-to-tell',
    blocks: false,
    message:
      `Too few to tell whether notes and sound give ${second.name} away against ${first.name}: there are ${count(first)} and ${count(second)}, ` +
      `and at least ${fewestClips} clips of ${folds} pieces are needed of each.`,
  }
}

function told({ sides: [first, second], alone }: Informative, together: AucInterval): Finding {
  const excludesHalf = ({ lower, upper }: AucInterval) => lower > 0.5 || upper < 0.5
  const beyondChance = together.lower > 0.5 || alone.slice(0, 1).some(excludesHalf)
  return {
    check: 'informative',
    rule: beyondChance ? 'facts-tell' : 'facts-not-seen-to-tell',
    blocks: false,
    message:
      `Facts of notes and sound ${beyondChance ? 'tell' : 'were not seen to tell'} ${first.name} from ${second.name}: ` +
      `cross-validated AUC ${short(together.auc)} (95 % interval ${range(together)})${mostTelling(alone, first)}. ` +
      (beyondChance
        ? 'If respondents should not judge by that, give all sources the same treatment.'
        : 'Other facts, or more clips, may.'),
    evidence: alone.map((one) => `${one.fact.label} ${short(one.auc)} (${range(one)})`).join('; '),
  }
}

function mostTelling([most, ...others]: readonly FactAuc[], first: Side): string {
  if (most === undefined) return ''
  const way = most.auc >= 0.5 ? 'higher' : 'lower'
  return (
    `; of ${others.length + 1} facts ${most.fact.label.toLowerCase()}, ${way} in ${first.name}, tells most alone: ` +
    `AUC ${short(most.auc)} (${range(most)}, widened for the choice)`
  )
}
