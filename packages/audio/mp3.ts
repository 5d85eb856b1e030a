import { createMp3Encoder } from 'wasm-media-encoders'
import { toDecibels } from './decibels.ts'
import { sampleRate, type Stereo } from './stereo.ts'

/** Constant bitrates in kbit/s, each with the amplitude to which LAME 3.100 scales its input at that rate. */
const inputScales = { 128: 0.95, 160: 0.95, 192: 0.97, 256: 1, 320: 1 } as const

export type Bitrate = keyof typeof inputScales
export const bitrates = Object.keys(inputScales).map(Number) as Bitrate[]

/** Decibels by which a decoded file is below what was encoded. */
export const attenuation = (bitrate: Bitrate): number => -toDecibels(inputScales[bitrate])

/** Frames of silence in front of a decoded file: 576 from the encoder, 529 from every decoder. */
export const codecDelay = 1105

/** Bytes of one frame of 1152 samples. At 48 kHz it is whole, so frames are never padded and sizes never vary. */
export const frameBytes = (bitrate: Bitrate): number => (144 * bitrate * 1000) / sampleRate

/** MPEG-1 layer III without checksum; then bitrate and rate; then stereo mode, whose extension may change by frame. */
const bitrateIndex: Record<Bitrate, number> = { 128: 9, 160: 10, 192: 11, 256: 13, 320: 14 }
const modeExtension = 0x30

function assertHeader(bytes: Uint8Array, offset: number, bitrate: Bitrate): void {
  const [sync, version, rate, mode] = bytes.subarray(offset, offset + 4)
  const first = bytes[3] & ~modeExtension
  const expected = (bitrateIndex[bitrate] << 4) | (1 << 2) // 1: 48 kHz
  if (sync !== 0xff || version !== 0xfb || rate !== expected || (mode & ~modeExtension) !== first) {
    throw new Error(
      `not a plain MP3: the frame header at byte ${offset} is not that of ${bitrate} kbit/s at 48 kHz`,
    )
  }
}

/**
 * The blinding check of a file: nothing but frames of one kind and size, so that no tag, no Xing, Info or VBRI header
 * and no length can tell two clips of one duration apart. Returns the number of frames; throws where it does not hold.
 */
export function assertPlain(bytes: Uint8Array, bitrate: Bitrate = 192): number {
  const size = frameBytes(bitrate)
  if (bytes.length === 0 || bytes.length % size !== 0) {
    throw new Error(`not a plain MP3: ${bytes.length} bytes are not whole frames of ${size}`)
  }
  for (let offset = 0; offset < bytes.length; offset += size) assertHeader(bytes, offset, bitrate)
  const sideInformation = Buffer.from(bytes.subarray(0, 64)).toString('latin1')
  const header = /Xing|Info|VBRI/.exec(sideInformation)
  if (header) throw new Error(`not a plain MP3: its first frame is a ${header[0]} header`)
  return bytes.length / size
}

/** Bytes of a sound of so many frames: LAME always adds one MP3 frame to those that hold the sound. */
export const mp3Bytes = (frames: number, bitrate: Bitrate): number =>
  (Math.ceil(frames / 1152) + 1) * frameBytes(bitrate)

/** An encoder of one sound that comes in parts; what it returns is its own. */
export interface Mp3Stream {
  encode: (part: Stereo) => Uint8Array
  /** The last bytes. */
  finish: () => Uint8Array
}

/** Loads LAME (WebAssembly) and begins a stream. */
export async function openMp3Stream(bitrate: Bitrate): Promise<Mp3Stream> {
  const encoder = await createMp3Encoder()
  encoder.configure({ sampleRate, channels: 2, bitrate })
  return streamOf(encoder)
}

/** The encoder writes over what it returned, so every part is copied. */
const streamOf = (encoder: Awaited<ReturnType<typeof createMp3Encoder>>): Mp3Stream => ({
  encode: ({ left, right }) => encoder.encode([left, right]).slice(),
  finish: () => encoder.finalize().slice(),
})

/** Encodes one sound; the same sound gives the same bytes. */
export type EncodeMp3 = (sound: Stereo, bitrate: Bitrate) => Uint8Array

/** Loads LAME (WebAssembly). What it returns is synchronous, so calls cannot mix in its one state. */
export async function openMp3Encoder(): Promise<EncodeMp3> {
  const encoder = await createMp3Encoder()
  return ({ left, right }, bitrate) => {
    encoder.configure({ sampleRate, channels: 2, bitrate })
    const { encode, finish } = streamOf(encoder)
    const parts: Uint8Array[] = []
    for (let i = 0; i < left.length; i += sampleRate) {
      parts.push(encode({ left: left.subarray(i, i + sampleRate), right: right.subarray(i, i + sampleRate) }))
    }
    parts.push(finish())
    const bytes = new Uint8Array(Buffer.concat(parts))
    assertPlain(bytes, bitrate)
    return bytes
  }
}
