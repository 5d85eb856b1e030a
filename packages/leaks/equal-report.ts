import type { ClipTraits } from './clip-traits.ts'
import type { Finding } from './finding.ts'
import { grouped } from './grouped.ts'

type Clips = readonly ClipTraits[]

/** `all of "human", 3 of 20 of "lstm"`. */
function owners(some: Clips, all: Clips): string {
  const totals = grouped(all, ({ source }) => source)
  return [...grouped(some, ({ source }) => source)]
    .map(([source, { length }]) => {
      const total = totals.get(source)?.length ?? 0
      return length === total ? `all of "${source}"` : `${length} of ${total} of "${source}"`
    })
    .join(', ')
}

/** More kinds than this are counted. */
const mostKinds = 4

const blocked = (rule: string, message: string, clips: Clips, evidence: string): Finding => ({
  check: 'equal',
  rule,
  blocks: true,
  message,
  clips: clips.map(({ id }) => id),
  evidence,
})

/**
 * A finding where a trait has more than one value; none where it has one. Its clips are those that do not have the commonest, or all
 * where two are as common.
 */
export function differing(
  clips: Clips,
  rule: string,
  what: string,
  value: (clip: ClipTraits) => string,
  remedy: string,
): Finding[] {
  const kinds = [...grouped(clips, value)].sort(([, a], [, b]) => b.length - a.length)
  if (kinds.length < 2) return []
  const told = kinds.map(([kind, of]) => `${kind} (${owners(of, clips)})`)
  const rest = kinds.length > mostKinds ? `; and ${kinds.length - mostKinds} more kinds` : ''
  const isTie = kinds[0][1].length === kinds[1][1].length
  const others = kinds.slice(isTie ? 0 : 1).flatMap(([, of]) => of)
  const message = `Clips differ in ${what}: ${told.slice(0, mostKinds).join('; ')}${rest}. ${remedy}`
  return [blocked(rule, message, others, told.join('\n'))]
}

interface Measured {
  rule: string
  what: string
  value: (clip: ClipTraits) => number
  /** In the unit: of a clip from the middle one, and of the middle clip of a source from that of another. */
  tolerance: { clip: number; source: number }
  unit: string
  remedy: string
}

const rounding = 1e-6

/**
 * A finding where values lie farther than the tolerance from the middle one, with those that do; or else where the middle
 * values of sources differ. The middle of all lies between two sources of one size, and neither would be off it.
 */
export function offMiddle(clips: Clips, measured: Measured): Finding[] {
  const { rule, what, value, unit, remedy } = measured
  const tolerance = measured.tolerance.clip
  const middle = median(clips.map(value))
  const off = clips.filter((clip) => Math.abs(value(clip) - middle) > tolerance + rounding)
  if (off.length === 0) return betweenSources(clips, measured)
  const middleOf = (some: Clips) => inUnit(median(some.map(value)), unit)
  const told = [...grouped(off, ({ source }) => source).values()].map(
    (some) => `${middleOf(some)} (${owners(some, clips)})`,
  )
  const rest = clips.filter((clip) => !off.includes(clip))
  const usual = rest.length > 0 ? `most have ${middleOf(rest)}, but ` : ''
  const message = `Clips differ in ${what} by more than ${tolerance} ${unit}: ${usual}${told.join('; ')}. ${remedy}`
  const evidence = off.map((clip) => `${clip.id}: ${value(clip).toFixed(4)} ${unit}`).join('\n')
  return [blocked(rule, message, off, evidence)]
}

/** Small differences are told with the digits that show them. */
const inUnit = (value: number, unit: string): string => `${value.toFixed(unit === 's' ? 4 : 3)} ${unit}`

/** Of fewer, the middle one may be the one that is measured wrong. */
const fewestClips = 3

function betweenSources(
  clips: Clips,
  { rule, what, value, tolerance: { source: limit }, unit, remedy }: Measured,
): Finding[] {
  const middles = [...grouped(clips, ({ source }) => source)]
    .filter(([, some]) => some.length >= fewestClips)
    .map(([source, some]) => ({ source, some, middle: median(some.map(value)) }))
  if (middles.length < 2) return []
  const [least, most] = [Math.min, Math.max].map((of) => of(...middles.map(({ middle }) => middle)))
  if (!(most - least > limit + rounding)) return []
  const told = middles.map(
    ({ source, middle }) => `${inUnit(middle, unit)} in the middle (all of "${source}")`,
  )
  const usual = median(clips.map(value))
  const off = middles.flatMap(({ some, middle }) => (Math.abs(middle - usual) > limit / 2 ? some : []))
  const message = `Sources differ in ${what}: ${told.join(', ')}. ${remedy}`
  const evidence = clips.map((clip) => `${clip.id}: ${inUnit(value(clip), unit)}`).join('\n')
  return [blocked(rule, message, off, evidence)]
}

/** The middle value, or that in the middle of two. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length / 2
  return (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2
}
