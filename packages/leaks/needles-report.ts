import type { Finding } from './finding.ts'
import { grouped } from './grouped.ts'
import { secretKinds, type Found, type Secret, type SecretKind } from './secret.ts'

/** More findings of one rule are told in one sentence. */
const mostFindings = 25

const kindNames: Record<SecretKind, string> = {
  id: 'an id',
  slug: 'a slug',
  hash: 'a hash',
  'file-name': 'a file name',
  seed: 'a seed',
  model: "a model's name",
  song: "a song's name",
  source: "a source's label",
  origin: 'what made a clip',
}

/** A finding for each secret that was found, each with all the places; beyond 25 of a kind one for the rest. */
export function secretsFound(found: readonly Found[]): Finding[] {
  return secretKinds.flatMap((kind) => {
    const bySecret = grouped(
      found.filter(({ secret }) => secret.kind === kind),
      ({ secret }) => secret,
    )
    const findings = [...bySecret].map(([secret, places]) => finding(secret, places))
    const rest = findings.slice(mostFindings)
    return rest.length === 0 ? findings : [...findings.slice(0, mostFindings), remainder(kind, rest)]
  })
}

function finding({ kind, text, clips = [] }: Secret, places: readonly Found[]): Finding {
  const [{ url, place, excerpt }] = places
  const responses = new Set(places.map((one) => one.url)).size
  return {
    check: 'absent',
    rule: `secret-${kind}`,
    blocks: true,
    message:
      `A respondent can read ${kindNames[kind]}, "${text}", in ${place} of ${url}` +
      `${responses > 1 ? ` and in ${responses - 1} other responses` : ''}: send respondents nothing that names it.`,
    ...(clips.length > 0 ? { clips: [...clips] } : {}),
    evidence: excerpt,
  }
}

const remainder = (kind: SecretKind, rest: readonly Finding[]): Finding => ({
  check: 'absent',
  rule: `secret-${kind}`,
  blocks: true,
  message: `A respondent can read ${rest.length} more secrets of this kind: send respondents nothing that names them.`,
  clips: [...new Set(rest.flatMap(({ clips = [] }) => clips))],
})

/** Names that could not be told from ordinary words. */
export const notSearched = (ordinary: readonly Secret[]): Finding => ({
  check: 'absent',
  rule: 'not-searched',
  blocks: false,
  message:
    `${ordinary.length} ${ordinary.length === 1 ? 'name was' : 'names were'} not searched for, being ordinary words or ` +
    `words of the study: ${ordinary
      .slice(0, 10)
      .map(({ text }) => `"${text}"`)
      .join(', ')}${ordinary.length > 10 ? ' and others' : ''}.`,
  evidence: ordinary.map(({ kind, text }) => `${kind}: ${text}`).join('\n'),
})
