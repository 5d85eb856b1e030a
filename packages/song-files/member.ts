import { tooLarge, type ArchiveLimits } from './limits.ts'
import { archiveKind, isSongName, unsafeName } from './names.ts'

/** A song in an archive, or why it is refused. `name` is its path in the archive. */
export type Member = { name: string; bytes: Uint8Array } | { name: string; refused: string }

/** What an archive's directory says of a member. */
export interface MemberHeader {
  name: string
  size: number
  kind: 'file' | 'folder' | 'other'
}

/** Whether to read a member: null passes it over silently, as it is no song. */
export function judge(header: MemberHeader, limits: ArchiveLimits): 'read' | { refused: string } | null {
  const { name, size, kind } = header
  if (kind === 'folder') return null
  if (archiveKind(name)) return { refused: 'an archive within an archive is not opened: unpack it first' }
  if (!isSongName(name)) return null
  const refused =
    unsafeName(name) ?? (kind === 'other' ? 'it is a link or a device, not a file' : tooLarge(size, limits))
  return refused === null ? 'read' : { refused }
}

/** All bytes of a stream that is known to hold `size`; never more than that is kept. */
export async function readAll(stream: AsyncIterable<unknown>, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size)
  let at = 0
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    if (at + chunk.length > size) throw new Error(`it is longer than ${size} bytes`)
    bytes.set(chunk, at)
    at += chunk.length
  }
  if (at < size) throw new Error(`it has ${at} bytes, not ${size}`)
  return bytes
}
