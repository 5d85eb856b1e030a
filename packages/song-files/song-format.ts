import { extname } from 'node:path'
import { openZip } from '@earshot/music/zip'
import { baseName } from './names.ts'
import { decodeXml, xmlKind } from './xml.ts'

/** MEI counts as musicxml: one reader reads both. */
export type SongFormat = 'lpd5' | 'midi' | 'musicxml'

/**
 * By the first bytes; by the extension where they say nothing, so that the reader can say what is wrong; null where
 * neither is of a song.
 */
export function formatOf(file: string, bytes: Uint8Array): SongFormat | null {
  return formatOfBytes(bytes) ?? formatOfName.get(extname(baseName(file)).toLowerCase()) ?? null
}

const formatOfName = new Map<string, SongFormat>([
  ['.npz', 'lpd5'],
  ['.mid', 'midi'],
  ['.midi', 'midi'],
  ['.kar', 'midi'],
  ['.musicxml', 'musicxml'],
  ['.mxl', 'musicxml'],
  ['.mei', 'musicxml'],
])

function formatOfBytes(bytes: Uint8Array): SongFormat | null {
  const beginning = Buffer.from(bytes.subarray(0, 4)).toString('latin1')
  if (beginning === 'MThd') return 'midi'
  if (beginning === 'PK\x03\x04') return formatOfZip(bytes)
  return isXmlScore(bytes) ? 'musicxml' : null
}

function formatOfZip(bytes: Uint8Array): SongFormat | null {
  try {
    return openZip(bytes, Infinity).has('META-INF/container.xml') ? 'musicxml' : 'lpd5'
  } catch {
    return null
  }
}

/** Whether XML is a score, by its first 10,000 bytes: a file called .xml may be anything. */
export function isXmlScore(bytes: Uint8Array): boolean {
  try {
    return xmlKind(decodeXml(bytes.subarray(0, 10_000), { cut: true })) !== null
  } catch {
    return false
  }
}
