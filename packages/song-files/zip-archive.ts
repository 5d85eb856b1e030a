import { crc32 } from 'node:zlib'
import { getFileNameLowLevel, openPromise, type Entry, type ZipFile } from 'yauzl'
import { ArchiveError, type ArchiveLimits, type Meter } from './limits.ts'
import { judge, readAll, type Member, type MemberHeader } from './member.ts'

/**
 * The songs of a zip archive in the order of its directory, one in memory at a time; `passed` is told the packed bytes
 * of every member. A damaged member is refused by name; where the directory is damaged, ArchiveError is thrown.
 */
export async function* zipMembers(
  path: string,
  meter: Meter,
  limits: ArchiveLimits,
  passed: (bytes: number) => void,
): AsyncGenerator<Member> {
  // Names are checked here, one by one: the library ends with the first that is unsafe.
  const archive = await naming(() => openPromise(path, { decodeStrings: false, autoClose: false }))
  try {
    const entries = archive.eachEntry()
    for (;;) {
      const { value: entry, done } = await naming(
        () => entries.next() as Promise<IteratorResult<Entry, undefined>>,
      )
      if (done) return
      meter.member()
      passed(entry.compressedSize)
      const member = await readEntry(archive, entry, meter, limits)
      if (member) yield member
    }
  } finally {
    archive.close()
  }
}

async function naming<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ArchiveError(`the archive is damaged, or no zip file (${reason})`, { cause: error })
  }
}

async function readEntry(
  archive: ZipFile,
  entry: Entry,
  meter: Meter,
  limits: ArchiveLimits,
): Promise<Member | null> {
  const header = headerOf(entry)
  const { name } = header
  const verdict = judge(header, limits)
  if (verdict === null) return null
  const refused = verdict === 'read' ? unreadable(entry) : verdict.refused
  if (refused !== null) return { name, refused }
  meter.unpacked(header.size)
  try {
    return { name, bytes: await unpack(archive, entry) }
  } catch (error) {
    return { name, refused: `it is damaged (${error instanceof Error ? error.message : String(error)})` }
  }
}

function unreadable(entry: Entry): string | null {
  if (entry.isEncrypted()) return 'it is encrypted: unpack the archive with its password first'
  return entry.canDecodeFileData()
    ? null
    : `it is packed by method ${entry.compressionMethod}, which is not read`
}

async function unpack(archive: ZipFile, entry: Entry): Promise<Uint8Array> {
  const bytes = await readAll(await archive.openReadStreamPromise(entry), entry.uncompressedSize)
  if (crc32(bytes) !== entry.crc32) throw new Error('its checksum is wrong')
  return bytes
}

const fileType = { mask: 0o170000, regular: 0o100000 }

function headerOf(entry: Entry): MemberHeader {
  // Strict: a backslash stays one, and is refused.
  const raw = entry.fileName as unknown as Buffer
  const name = getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, true)
  // Only archives made on Unix have a type here; 0 is a file of another system.
  const type = (entry.externalFileAttributes >>> 16) & fileType.mask
  const isFile = type === 0 || type === fileType.regular
  return {
    name,
    size: entry.uncompressedSize,
    kind: name.endsWith('/') ? 'folder' : isFile ? 'file' : 'other',
  }
}
