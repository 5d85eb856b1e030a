/** What the ratings say in words: each sentence names its scope and its denominator. */
import type { LeakCheck, Results, SourceResult } from '@earshot/contract/results'
import { counted, decided, decimals, listed, perCentSign as perCent } from './numbers.ts'

type Rated = Pick<SourceResult, 'label' | 'ratings' | 'n' | 'mean' | 'pNatural'>

/** The one sentence above all. Its sources have ratings, at least one. */
export function headline(sources: readonly Rated[]): string {
  const ordered = [...sources].sort((a, b) => (a.pNatural.all ?? 0) - (b.pNatural.all ?? 0))
  const [lowest, highest] = [ordered[0], ordered.at(-1)]
  if (!lowest || !highest) return ''
  const one = `${perCent(highest.pNatural.all)} of the ratings of these clips`
  if (lowest === highest) return `${highest.label}: ${one} were 1 or 2, perceived as natural.`
  if (lowest.pNatural.all === highest.pNatural.all)
    return `${one} were 1 or 2, perceived as natural, for each source alike.`
  return `The share of ratings by which these clips were perceived as natural goes from ${perCent(lowest.pNatural.all)} (${lowest.label}) to ${perCent(highest.pNatural.all)} (${highest.label}).`
}

/** Share of 1 and 2 among all ratings, source by source. */
export function amongAll(sources: readonly Rated[]): string {
  const [first] = sources
  const same = sources.every(({ n }) => n === first?.n)
  const scope = same
    ? `Among all ${first?.n ?? 0} ratings of each source’s clips`
    : 'Among all ratings of its clips'
  const parts = sources.map(
    ({ label, n, pNatural }) => `${label} ${perCent(pNatural.all)}${same ? '' : ` of ${n}`}`,
  )
  return `${scope}, perceived as natural (1 or 2): ${listed(parts)}.`
}

/** The same among the decided ones. */
export function amongDecided(sources: readonly Rated[]): string {
  const parts = sources.map((source) => {
    const of = decided(source)
    return of === 0
      ? `${source.label} none decided`
      : `${source.label} ${perCent(source.pNatural.decided)} of ${of}`
  })
  return `Among decided ratings only, without the 3s: ${listed(parts)}.`
}

export function means(sources: readonly Rated[], ends: { low: string; high: string }): string {
  const parts = sources.map(({ label, mean }) => `${label} ${decimals(mean)}`)
  return `Mean rating of these clips, from 1 (${lower(ends.low)}) to 5 (${lower(ends.high)}): ${listed(parts)}.`
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/** A histogram for those who do not see it. */
export const histogramWords = (name: string, ratings: readonly number[]): string =>
  `${name}: ${listed(ratings.map((count, index) => `${counted(count, 'rating')} of ${index + 1}`))}`

/** Whether anything that respondents could fetch gave a source away, as far as it was checked. */
export function leakCheckWords({ state, at, by, reason }: LeakCheck): string {
  const day = at?.slice(0, 10) ?? ''
  if (state === 'waived') return `The leak check was waived by ${by ?? ''} on ${day}: ${reason ?? ''}`
  if (state === 'passed')
    return `Checked for leaks on ${day}: nothing that respondents fetch gave a source away.`
  if (state === 'blocked') return `The leak check of ${day} found something that could give a source away.`
  return 'The clips as they are now have not been checked for leaks.'
}

/** Why there is nothing to see, and of whom. */
export function emptyWords({ scope, study }: Pick<Results, 'scope' | 'study'>): string {
  if (study.reconstructed)
    return 'This study holds reported ratings, which are of kind real. It takes no respondents.'
  if (scope === 'simulated')
    return `To try the study out, run: npm run earshot -- study simulate ${study.slug} --respondents 20`
  if (study.status === 'draft') return `Open the study first: npm run earshot -- study open ${study.slug}`
  if (study.status === 'closed') return 'The study is closed and takes no respondents.'
  return 'Share the link with respondents; their ratings appear here as soon as they are given.'
}

/** How much respondents agreed with themselves on clips that came twice; nothing where there is no pair. */
export function repeatsInWords(repeats: Results['repeats']): string[] {
  if (!repeats || repeats.pairs === 0 || repeats.meanDifference === null) return []
  const { pairs, same, meanDifference } = repeats
  return [
    `${counted(pairs, 'time')} somebody rated a clip twice: ${String(same)} of them alike, with a mean distance of ${decimals(meanDifference)} between the two ratings. Second ratings count nowhere else.`,
  ]
}
