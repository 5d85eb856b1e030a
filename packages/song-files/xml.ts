/** The bytes are no text. */
export class XmlError extends Error {
  override name = 'XmlError'
}

export type XmlKind = 'musicxml' | 'mei'

const declaredEncoding = /^<\?xml[^>]*encoding\s*=\s*["']([\w-]+)["']/

/**
 * Decodes by byte-order mark, else by the declaration, else as UTF-8; `cut` bytes may end within a character. Throws
 * XmlError where the bytes are not in that encoding.
 */
export function decodeXml(bytes: Uint8Array, { cut = false } = {}): string {
  const marks: [string, number[]][] = [
    ['utf-16le', [0xff, 0xfe]],
    ['utf-16be', [0xfe, 0xff]],
    ['utf-8', [0xef, 0xbb, 0xbf]],
  ]
  const mark = marks.find(([, signature]) => signature.every((byte, i) => bytes[i] === byte))
  const beginning = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  const label = mark?.[0] ?? declaredEncoding.exec(beginning)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes, { stream: cut })
  } catch (error) {
    throw new XmlError(`the text is not in the encoding ${label}`, { cause: error })
  }
}

/** What stands before the first element: declarations, comments, and a document type without a subset. */
const prologue = /^(\s|<\?[^>]*\?>|<!--(?:(?!-->)[^])*-->|<![A-Z][^>[]*>)*/

const rootElement = (text: string): string | undefined =>
  /^<([\w:-]+)/.exec(text.slice(0, 10_000).replace(prologue, ''))?.[1]

/** What a score in XML is, by its first element; null for other XML, and for what is no XML. */
export function xmlKind(text: string): XmlKind | null {
  const root = rootElement(text)
  if (root === 'score-partwise' || root === 'score-timewise') return 'musicxml'
  return root === 'mei' || root === 'mei:mei' ? 'mei' : null
}

/** Whether the first element is closed at the end. Verovio takes what it gets, so a cut file would be a shorter song. */
export function isComplete(text: string): boolean {
  const end = text.lastIndexOf(`</${rootElement(text) ?? ''}`)
  return end >= 0 && text.indexOf('>', end) > 0
}

const titles = [/<work-title>([^<]*)</, /<movement-title>([^<]*)</, /<title(?:\s[^>]*)?>([^<]*)</]
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The title of the work, or of the movement; empty where there is none. */
export function titleInXml(text: string): string {
  const found = titles.map((title) => title.exec(text)?.[1].trim()).find((title) => title)
  return (found ?? '')
    .replace(/&(\w+);/g, (entity, name: string) => entities[name] ?? entity)
    .replace(/\s+/g, ' ')
    .slice(0, 200)
    .replace(/\p{Cs}$/u, '')
}
