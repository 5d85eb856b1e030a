import { extract, type Extract, type ExtractEvents } from 'tar-stream'
import { gunzipped } from './gunzip.ts'
import { ArchiveError, type ArchiveLimits, type Meter } from './limits.ts'
import { judge, readAll, type Member, type MemberHeader } from './member.ts'

type Entry = ExtractEvents['entry'][1]

/** Archives older than the POSIX format are read too; the library has the option, its types do not. */
const extractOptions = { highWaterMark: 64 * 1024, allowUnknownFormat: true }

/**
 * The songs of a tar archive in its order, one in memory at a time. Those before a damage are given before
 * ArchiveError is thrown.
 */
export async function* tarMembers(
  bytes: AsyncIterable<Uint8Array>,
  packing: 'gzip' | 'tar',
  meter: Meter,
  limits: ArchiveLimits,
): AsyncGenerator<Member> {
  const archive = extract(extractOptions)
  const fed = feed(archive, metered(packing === 'gzip' ? gunzipped(bytes) : bytes, meter))
  try {
    for await (const entry of archive) {
      meter.member()
      const member = await readEntry(entry, limits)
      if (member) yield member
    }
  } catch (error) {
    // What went wrong before the archive comes first: the archive only notices that it got no more.
    archive.destroy()
    throw (await fed) ?? faultOf(error)
  } finally {
    archive.destroy()
  }
  const fault = await fed
  if (fault) throw fault
}

async function* metered(chunks: AsyncIterable<Uint8Array>, meter: Meter): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    meter.unpacked(chunk.length)
    yield chunk
  }
}

/** Writes until the archive is full, at its end or closed; gives the error that ended it. */
async function feed(archive: Extract, chunks: AsyncIterable<Uint8Array>): Promise<Error | null> {
  const closed = new Promise<void>((resolve) =>
    archive.once('close', () => {
      resolve()
    }),
  )
  try {
    for await (const chunk of chunks) {
      if (archive.destroyed) return null
      if (!archive.write(chunk)) await Promise.race([closed, drained(archive)])
    }
    return null
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    archive.end(undefined)
  }
}

const drained = (archive: Extract) =>
  new Promise<void>((resolve) =>
    archive.once('drain', () => {
      resolve()
    }),
  )

async function readEntry(entry: Entry, limits: ArchiveLimits): Promise<Member | null> {
  const header = headerOf(entry)
  const verdict = judge(header, limits)
  if (verdict === 'read') return { name: header.name, bytes: await readAll(entry, header.size) }
  entry.resume()
  return verdict && { name: header.name, ...verdict }
}

function headerOf({ header }: Entry): MemberHeader {
  const files = ['file', 'contiguous-file']
  const isFolder = header.type === 'directory' || header.name.endsWith('/')
  const isFile = files.includes(header.type)
  // The library lets some damaged sizes pass as null, and would wait for the end of the member for ever.
  if (!Number.isSafeInteger(header.size))
    throw new ArchiveError('the archive is damaged: a member has no size')
  return {
    name: header.name.replace(/^(\.\/)+/, ''),
    size: header.size,
    kind: isFolder ? 'folder' : isFile ? 'file' : 'other',
  }
}

function faultOf(error: unknown): ArchiveError {
  if (error instanceof ArchiveError) return error
  const reason = error instanceof Error ? error.message : String(error)
  const isCut = reason === 'Unexpected end of data'
  const fault = isCut ? 'the archive ends too early' : `the archive is damaged, or no tar file (${reason})`
  return new ArchiveError(fault, { cause: error })
}
