const songExtensions = ['npz', 'mid', 'midi', 'kar', 'musicxml', 'mxl', 'xml', 'mei']
const archiveEndings = { gzip: ['.tar.gz', '.tgz'], tar: ['.tar'], zip: ['.zip'] } as const

export type ArchiveKind = keyof typeof archiveEndings

/** What can be given, for messages. */
export const importable = [...songExtensions.map((extension) => `.${extension}`), '.tar', '.tar.gz', '.zip']

/** The last part of a path with either slash. */
export const baseName = (name: string): string => name.split(/[/\\]/).at(-1) ?? ''

/** A song by its extension; macOS writes companions of files that begin with `._`. */
export function isSongName(name: string): boolean {
  const base = baseName(name).toLowerCase()
  return !base.startsWith('._') && songExtensions.some((extension) => base.endsWith(`.${extension}`))
}

/** An archive by its ending; null for anything else. Songs in .npz and .mxl are zip files, but songs. */
export function archiveKind(name: string): ArchiveKind | null {
  const base = baseName(name).toLowerCase()
  if (base.startsWith('._')) return null
  const kinds = Object.keys(archiveEndings) as ArchiveKind[]
  return kinds.find((kind) => archiveEndings[kind].some((ending) => base.endsWith(ending))) ?? null
}

/**
 * Why a name in an archive is not to be trusted; null where it is. Nothing is ever written by such a name, but reports
 * and pages show it, and other programs may unpack the same archive.
 */
export function unsafeName(name: string): string | null {
  if (name.includes('\0')) return 'its name holds a zero byte'
  if (name.includes('\\')) return 'its name holds a backslash'
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) return 'its name is an absolute path'
  if (name.split('/').includes('..')) return 'its name leads out of the archive'
  return null
}

/** A name that can be shown: control characters are replaced, and it is cut at 1,000 characters. */
export const shownName = (name: string): string => name.slice(0, 1000).replace(/\p{C}/gu, '\ufffd')

/**
 * Text out of a file that can be shown and kept: control characters and halves of characters, which PostgreSQL takes
 * in no text, are replaced. Letters that join others stay.
 */
export const shownText = (text: string): string => text.replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd')
