import { grouped } from './grouped.ts'
import { lowered } from './needles-search.ts'
import type { Secret } from './secret.ts'

/** `key: value`, `"key": "value"`, `key=value`, and the same within a JSON string, where quotes are escaped. */
const pairs =
  /([a-z_][a-z0-9_-]*)\\{0,3}["']?\s*[:=]\s*\\{0,3}(["']?)([a-z0-9_.+-]{1,20})\\{0,3}\2(?![a-z0-9_.])/g

/** A secret, and whether it is a word that may stand anywhere. */
export interface Valued extends Secret {
  ordinary?: boolean
}

const seedKey = /(?:seed|rng)$/
const nameKey = /(?:model|source|origin|generator|song|title|name|label|slug|piece|author|composer|artist)$/

/** Of words that may stand anywhere: keys that say what made a clip, and no text for people. */
const originKey = /(?:model|source|origin|generator|architecture|(?<!man)kind|condition)$/
/** Whether a clip is human, as a key of its own. */
const isKey = /^(?:is_?)?(?:human|generated|machine|ai)$/
const yesOrNo = /^(?:true|false)$/

/**
 * Secrets that are not searched for wherever they stand, being too short or ordinary words: a seed as the value of a key that
 * ends in "seed", a name as that of one such as "model" or "title", what made a clip as that of one such as "source" or "kind", or as
 * `"human": false`.
 */
export function findValues(
  bytes: Uint8Array,
  secrets: readonly Valued[],
): { secret: Secret; excerpt: string }[] {
  if (secrets.length === 0) return []
  const byText = grouped(secrets, ({ text }) => text.toLowerCase())
  const isOrigin = secrets.filter(({ kind, text }) => kind === 'origin' && text === 'human')
  const text = Buffer.from(lowered(bytes)).toString('latin1')
  return [...text.matchAll(pairs)].flatMap(([whole, key, quote, value]) => {
    const named = (byText.get(value) ?? []).filter((secret) => isNamed(secret, key, quote !== ''))
    // Code has such names too; data have them in quotes.
    const told = yesOrNo.test(value) && isKey.test(key) && whole.includes('"') ? isOrigin : []
    return [...named, ...told].map((secret) => ({ secret, excerpt: whole }))
  })
}

function isNamed({ kind, ordinary = false }: Valued, key: string, isQuoted: boolean): boolean {
  if (kind === 'seed') return seedKey.test(key)
  return ordinary || kind === 'origin' ? isQuoted && originKey.test(key) : nameKey.test(key)
}
