/** Searches all that a respondent's browser received for what only the researcher may know. */
import type { Finding } from './finding.ts'
import { commonWords, words } from './needles-common.ts'
import { formsOf, type Form } from './needles-forms.ts'
import { createSearch, lowered, shortestPattern, type Hit, type Pattern } from './needles-search.ts'
import { notSearched, secretsFound } from './needles-report.ts'
import { findValues, type Valued } from './needles-values.ts'
import type { Fetched, Found, Secret } from './secret.ts'

export type { Fetched, Secret } from './secret.ts'

/** Below this a name is looked for only as the value of a key such as "model". */
const shortestText = shortestPattern
/** Digits alone stand in too many places; below this they are looked for only beside a key such as "seed". */
const shortestNumber = 7
/** So many bytes do not come together by chance in all the audio of a study. */
const shortestInBinary = 7
/** What is encoded may begin and end anywhere. */
const shortestEncoded = 8

interface Needle {
  secret: Secret
  form: Form
}

/** A search of responses as they come, so that none has to be kept. */
export interface SecretSearch {
  look: (response: Fetched) => void
  findings: () => Finding[]
}

/**
 * Finds each secret that occurs in a response: in its URL, headers or body, whatever the case, as it is or encoded
 * (`formsOf`). Each finding blocks. What cannot be told from ordinary words, because it is one or stands in `wording` (all
 * that respondents are meant to read), is not searched for, and a finding that does not block lists it.
 */
export function openSecretSearch(secrets: readonly Secret[], wording: readonly string[]): SecretSearch {
  const isPlain = plainWords(wording)
  const told = distinct(secrets).filter(({ text }) => words(text).length > 0)
  const isOrdinary = ({ kind, text }: Secret) => kind !== 'origin' && isPlain(text)
  const hidden = told.filter((secret) => !isOrdinary(secret))
  const ordinary = told.filter(isOrdinary)
  const byValue = [
    ...hidden.filter(isByValue),
    // A song may be called as anything is; a source or a model that is named as its source or model is told.
    ...ordinary
      .filter(({ kind }) => kind === 'source' || kind === 'model')
      .map((secret) => ({ ...secret, ordinary: true })),
  ]
  const search = createSearch(patterns(hidden.filter((secret) => !isByValue(secret))))
  const found: Found[] = []
  return {
    look: (response) => {
      for (const one of searchResponse(response, search, byValue)) found.push(one)
    },
    findings: () => [...secretsFound(found), ...(ordinary.length > 0 ? [notSearched(ordinary)] : [])],
  }
}

const isByValue = ({ kind, text }: Secret): boolean =>
  kind === 'origin' || text.length < shortestText || (/^[-+.\d]+$/.test(text) && text.length < shortestNumber)

/** One of each kind and text, with the clips of all. */
function distinct(secrets: readonly Secret[]): Secret[] {
  const byText = new Map<string, Secret>()
  for (const { kind, text, clips = [] } of secrets) {
    const key = `${kind} ${text.trim().toLowerCase()}`
    const known = byText.get(key)
    byText.set(key, { kind, text: text.trim(), clips: [...new Set([...(known?.clips ?? []), ...clips])] })
  }
  return [...byText.values()]
}

/** Whether a text stands, as whole words, in the wording, or is a word that every page has. */
function plainWords(wording: readonly string[]): (text: string) => boolean {
  const read = wording.map((one) => ` ${words(one).join(' ')} `)
  return (text) => {
    const phrase = words(text).join(' ')
    return commonWords.has(phrase) || read.some((one) => one.includes(` ${phrase} `))
  }
}

function patterns(secrets: readonly Secret[]): Pattern<Needle>[] {
  return secrets.flatMap((secret) => {
    const seen = new Set<string>()
    return formsOf(secret.text).flatMap((form) => {
      const bytes = lowered(form.bytes)
      const key = Buffer.from(bytes).toString('latin1')
      if (seen.has(key) || bytes.length < (form.word ? shortestText : shortestEncoded)) return []
      seen.add(key)
      return [{ bytes, of: { secret, form } }]
    })
  })
}

type Search = (haystack: Uint8Array) => Hit<Needle>[]

function searchResponse(response: Fetched, search: Search, byValue: readonly Valued[]): Found[] {
  const { url, headers, body } = response
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body
  const binary = isBinary(response)
  const heads = Buffer.from(headers.map(([name, value]) => `${name}: ${value}\n`).join(''), 'utf8')
  const parts = [
    { place: 'its URL', bytes: Buffer.from(url, 'utf8'), binary: false },
    { place: 'its headers', bytes: heads, binary: false },
    { place: binary ? 'its bytes' : 'its text', bytes, binary },
  ]
  return parts.flatMap((part) => [
    ...searchPart(part, search).map((found) => ({ url, ...found })),
    ...(part.binary ? [] : findValues(part.bytes, byValue)).map((found) => ({
      url,
      place: part.place,
      ...found,
    })),
  ])
}

interface Part {
  place: string
  bytes: Uint8Array
  binary: boolean
}

function searchPart({ place, bytes, binary }: Part, search: Search): Omit<Found, 'url'>[] {
  const haystack = lowered(bytes)
  return search(haystack)
    .filter(({ at, length, of: { form, secret } }) => {
      if (binary && length < shortestInBinary) return false
      return !form.word || !isOneWord(secret.text) || standsAlone(haystack, at, length)
    })
    .map(({ at, length, of: { secret, form } }) => ({
      secret,
      place: form.name === 'plain' ? place : `${place}, ${form.name}`,
      excerpt: excerpt(bytes, at, length),
    }))
}

/** Letters alone may be part of a longer word and digits of a longer number; anything else is not by chance. */
const isOneWord = (text: string): boolean => /^(?:\p{L}+|\d+)$/u.test(text)

const isLetterOrDigit = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 122))

/** An escape such as %20 or \n ends in letters and digits that belong to no word. */
const escapeBefore = /(?:%[0-9a-f]{2}|\\[a-z]|\\u[0-9a-f]{4})$/

function standsAlone(haystack: Uint8Array, at: number, length: number): boolean {
  if (isLetterOrDigit(haystack[at + length])) return false
  if (!isLetterOrDigit(haystack[at - 1])) return true
  return escapeBefore.test(Buffer.from(haystack.subarray(Math.max(0, at - 6), at)).toString('latin1'))
}

const textTypes = /^(?:text\/|application\/(?:.*\+)?(?:json|javascript|xml))/

function isBinary({ headers, body }: Fetched): boolean {
  if (typeof body === 'string') return false
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  return type === undefined ? body.subarray(0, 1000).includes(0) : !textTypes.test(type.toLowerCase())
}

const around = 40

function excerpt(bytes: Uint8Array, at: number, length: number): string {
  const part = bytes.subarray(Math.max(0, at - around), at + Math.min(length, 2 * around) + around)
  return Buffer.from(part)
    .toString('utf8')
    .replace(/[^\p{L}\p{N}\p{P}\p{S} ]+/gu, '·')
}
