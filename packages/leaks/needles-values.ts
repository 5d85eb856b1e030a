import { grouped } from './grouped.ts'
import { lowered } from './needles-search.ts'
import type { Secret } from './secret.ts'

/** `key: value`, `"key": "value"`, `key=value`, and the same within a JSON string, where quotes are escaped. */
const pairs =
  /([a-z_][a-z0-9_-]*)\\{0,3}["']?\s*[:=]\s*\\{0,3}(["']?)([a-z0-9_.+-]{1,20})\\{0,3}\2(?![a-z0-9_.])/g

const seedKey = /(?:seed|rng)$/
const nameKey = /(?:model|source|origin|generator|song|title|name|label|slug|piece|author|composer|artist)$/

/**
 * Secrets too short to be searched for wherever they stand: a seed as the value of a key that ends in "seed", a name as
 * the quoted value of one such as "model" or "title".
 */
export function findValues(
  bytes: Uint8Array,
  secrets: readonly Secret[],
): { secret: Secret; excerpt: string }[] {
  if (secrets.length === 0) return []
  const byText = grouped(secrets, ({ text }) => text.toLowerCase())
  const text = Buffer.from(lowered(bytes)).toString('latin1')
  return [...text.matchAll(pairs)].flatMap(([whole, key, , value]) =>
    (byText.get(value) ?? [])
      .filter(({ kind }) => (kind === 'seed' ? seedKey : nameKey).test(key))
      .map((secret) => ({ secret, excerpt: whole })),
  )
}
