/** The ways in which a secret may be written in what a browser receives. */
import { createHash } from 'node:crypto'

export interface Form {
  /** As a reader would call it. */
  name: string
  bytes: Uint8Array
  /** Only as a word of its own: a song called "Solace" is not in "consolaces". */
  word: boolean
}

const text = (name: string, value: string, word: boolean): Form => ({
  name,
  bytes: Buffer.from(value, 'utf8'),
  word,
})

const html = (value: string): string[] => {
  const named = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const quoted = named.replaceAll('"', '&quot;')
  return [
    named,
    quoted.replaceAll("'", '&#39;'),
    quoted.replaceAll("'", '&#x27;'),
    quoted.replaceAll("'", '&apos;'),
  ]
}

const unicode = (value: string, characters: RegExp): string =>
  value.replace(characters, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

const stringified = (value: string): string => JSON.stringify(value).slice(1, -1)

/**
 * As JSON may write it: characters beyond ASCII as they are or not, and, within a page, those that HTML knows. The data of a React
 * page is JSON in a string of JavaScript, so that it is escaped twice.
 */
function json(value: string): string[] {
  const once = [stringified(value), unicode(stringified(value), /[^\x20-\x7e]/g)]
  const quotes = [unicode(value, /[<>&"'\\]/g), unicode(value, /[<>&"'\\]|[^\x20-\x7e]/g)]
  return [...once, ...quotes, ...[...once, ...quotes].map(stringified)].flatMap((one) => [
    one,
    unicode(one, /[<>&]/g),
  ])
}

/** What base64 has for these bytes wherever they begin in it: three strings without what their neighbours change. */
function base64(bytes: Uint8Array): string[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const first = Math.ceil((before * 8) / 6)
    const whole = encoded.slice(first, Math.floor(((before + bytes.length) * 8) / 6))
    return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

const hexadecimal = /^(?:[0-9a-f]{2}){8,}$/i

/** A hash or UUID is bytes as well: written in base64, or as they are. */
function bytesOf(value: string): Form[] {
  const digits = value.replaceAll('-', '')
  if (!hexadecimal.test(digits)) return []
  const bytes = Buffer.from(digits, 'hex')
  return [
    text('hexadecimal', digits, false),
    ...base64(bytes).map((form) => text('base64 of its bytes', form, false)),
    { name: 'its bytes', bytes, word: false },
  ]
}

/** Letters beyond ASCII have two cases and two ways to be composed. */
const spellings = (value: string): string[] =>
  [value, value.toLowerCase(), value.toUpperCase()].flatMap((one) => [
    one,
    one.normalize('NFC'),
    one.normalize('NFD'),
  ])

/**
 * All forms of a secret: as it is, for URLs, JSON, HTML, UTF-16, hexadecimal and base64, and its MD5, SHA-1 and SHA-256.
 * Case does not matter to a search for them.
 */
export function formsOf(value: string): Form[] {
  const utf8 = Buffer.from(value, 'utf8')
  const forms = [
    ...spellings(value).flatMap((one) => [
      text('plain', one, true),
      text('URL-encoded', encodeURIComponent(one), true),
      text('URL-encoded', encodeURIComponent(one).replaceAll('%20', '+'), true),
      ...json(one).map((form) => text('JSON-escaped', form, true)),
      ...html(one).map((form) => text('HTML-escaped', form, true)),
    ]),
    { name: 'UTF-16', bytes: Buffer.from(value, 'utf16le'), word: false },
    text('hexadecimal', utf8.toString('hex'), false),
    ...base64(utf8).map((form) => text('base64', form, false)),
    ...bytesOf(value),
    ...['md5', 'sha1', 'sha256'].map((name) =>
      text(name.toUpperCase(), createHash(name).update(utf8).digest('hex'), false),
    ),
  ]
  return forms
}
