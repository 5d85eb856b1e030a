/** What an MP3 file is made of: frames, tags, and traces of the encoder. */
import { grouped } from './grouped.ts'

export interface Mp3Frame {
  offset: number
  bytes: number
  /** The four bytes of its header in hexadecimal, without the bits that say how the stereo of this frame is coded. */
  header: string
}

export interface Mp3File {
  frames: Mp3Frame[]
  /** Names of tags and of headers that are not sound, such as "ID3v2" or "Xing". */
  tags: string[]
  /** Bytes that belong neither to a frame nor to a tag. */
  outside: number
  /** Names that an encoder wrote into padding, such as "LAME3.100". */
  encoders: string[]
  /** Frames may borrow bytes of those before them, which some encoders never do. */
  borrows: boolean
}

const mpeg1Bitrates = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
const mpeg2Bitrates = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
const sampleRates = [44_100, 48_000, 32_000]
/** By the two bits of the version: MPEG 2.5, none, MPEG 2, MPEG 1. */
const rateDivisors = [4, 0, 2, 1]

/** Bytes of the layer III frame whose header stands at `at` (ISO/IEC 11172-3, 2.4.1.3); 0 where none does. */
function frameBytes(bytes: Uint8Array, at: number): number {
  const [sync, version, rate] = bytes.subarray(at, at + 3)
  if (at + 4 > bytes.length || sync !== 0xff || (version & 0xe6) !== 0xe2) return 0
  const divisor = rateDivisors[(version >> 3) & 3]
  const bitrate = (divisor === 1 ? mpeg1Bitrates : mpeg2Bitrates)[rate >> 4]
  const sampleRate = sampleRates[(rate >> 2) & 3] / divisor
  if (!bitrate || !(sampleRate > 0) || divisor === 0) return 0
  return Math.floor(((divisor === 1 ? 144_000 : 72_000) * bitrate) / sampleRate) + ((rate >> 1) & 1)
}

/** The mode extension changes with the sound. */
const modeExtension = 0x30

function headerOf(bytes: Uint8Array, at: number): string {
  const header = Buffer.from(bytes.subarray(at, at + 4))
  header[3] &= ~modeExtension
  return header.toString('hex')
}

const latin1 = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.subarray(Math.max(0, from), Math.max(0, to))).toString('latin1')

interface Tag {
  name: string
  bytes: number
}

/** The tag that begins at `at`, if any. */
function tagAt(bytes: Uint8Array, at: number): Tag | null {
  if (latin1(bytes, at, at + 3) === 'ID3') {
    const [a, b, c, d] = bytes.subarray(at + 6, at + 10)
    return { name: 'ID3v2', bytes: 10 + (a << 21) + (b << 14) + (c << 7) + d }
  }
  if (latin1(bytes, at, at + 8) === 'APETAGEX') {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    if (at + 32 > bytes.length) return { name: 'APE', bytes: bytes.length - at }
    const isHeader = (view.getUint32(at + 20, true) & 0x20000000) !== 0
    return { name: 'APE', bytes: isHeader ? 32 + view.getUint32(at + 12, true) : 32 }
  }
  if (latin1(bytes, at, at + 3) === 'TAG' && bytes.length - at === 128) return { name: 'ID3v1', bytes: 128 }
  if (latin1(bytes, at, at + 11) === 'LYRICSBEGIN') {
    const end = latin1(bytes, at, bytes.length).indexOf('LYRICS200')
    return { name: 'Lyrics3', bytes: end < 0 ? bytes.length - at : end + 9 }
  }
  return null
}

/** A frame that holds no sound but a table: it stands where the first frame's side information would end. */
function tableIn(bytes: Uint8Array, { offset, bytes: length }: Mp3Frame): string[] {
  return /Xing|Info|VBRI/.exec(latin1(bytes, offset, offset + Math.min(length, 64))) ?? []
}

const encoderNames = /LAME ?\d?[\d.]*[a-z]?\d*|Lav[cf][\d.]*|GOGO[\d.]*|Xing \d[\d.]*|FhG|L3\.99[\w.]*/g

/** So many times at least, and a tenth as often as the commonest name, an encoder writes its own. */
const leastNames = 3

/**
 * An encoder writes its name dozens of times. Padding is cut where sound begins, whose bytes may look like the rest of another
 * name, "LAME3.101" or "LAME0o", so what stands there now and then is no encoder.
 */
function encodersIn(bytes: Uint8Array): string[] {
  const found = latin1(bytes, 0, bytes.length).match(encoderNames) ?? []
  const names = [...grouped(found, (name) => name)].filter(([name]) => name.length > 5)
  const most = Math.max(...names.map(([, times]) => times.length))
  const fewest = Math.min(most, Math.max(leastNames, most / 10))
  return names.flatMap(([name, times]) => (times.length < fewest ? [] : [name])).sort()
}

const borrowed = (bytes: Uint8Array, { offset }: Mp3Frame): boolean => {
  const side = offset + ((bytes[offset + 1] & 1) === 0 ? 6 : 4) // a checksum stands between
  const isMpeg1 = (bytes[offset + 1] & 0x18) === 0x18
  return isMpeg1 ? bytes[side] !== 0 || bytes[side + 1] >= 0x80 : bytes[side] !== 0
}

/** Takes an MP3 file apart, whatever it is made of; bytes in which nothing is recognised are counted as outside. */
export function readMp3(bytes: Uint8Array): Mp3File {
  const frames: Mp3Frame[] = []
  const tags: string[] = []
  let [at, outside] = [0, 0]
  while (at < bytes.length) {
    const length = frameBytes(bytes, at)
    if (length > 0 && at + length <= bytes.length) {
      frames.push({ offset: at, bytes: length, header: headerOf(bytes, at) })
      at += length
      continue
    }
    const tag = tagAt(bytes, at)
    if (tag) tags.push(tag.name)
    else outside++
    at += tag ? Math.max(1, tag.bytes) : 1
  }
  const tables = frames.slice(0, 1).flatMap((frame) => tableIn(bytes, frame))
  return {
    frames,
    tags: [...tags, ...tables],
    outside,
    encoders: encodersIn(bytes),
    borrows: frames.some((frame) => borrowed(bytes, frame)),
  }
}
