import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { StbVorbis } from 'stb-vorbis'
import { longestTrim, trimAttack } from './attack.ts'
import { layerFolder, layerPackage } from './instrument.ts'
import { truncateOgg } from './ogg.ts'
import { sampleRate, type Stereo } from './stereo.ts'

/** Frames of silence before and after the sound, so that a cubic may look past either end. */
export const padBefore = 1
export const padAfter = 2
/** Frames of a recording in each of its `peaks`. */
export const peakBlock = 2400

/** A recording from its attack on, padded with silence at both ends. */
export interface Recording extends Stereo {
  /** Frames of sound, without the padding. */
  frames: number
  /** The greatest amplitude in each whole block. */
  peaks: Float32Array
  /** Whether it holds the recording to its end. */
  complete: boolean
}

export interface RecordingsOptions {
  /** Most bytes of decoded sound to keep; 256 MiB unless given. The latest recording stays whatever its size. */
  cacheBytes?: number
  /** The folder of a layer's package; the installed one unless given. */
  folder?: (layer: number) => string
}

/** Decoded recordings, kept while there is room; what was used longest ago goes first. */
export interface Recordings {
  /** The recording of a recorded pitch and layer, with at least `frames` frames where it is that long. */
  get: (recordedPitch: number, layer: number, frames: number) => Recording
  /** Bytes held now. */
  bytes: () => number
}

const noteNames = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B']

const fileName = (pitch: number, layer: number): string =>
  `${noteNames[pitch % 12]}${Math.floor(pitch / 12) - 1}v${layer}.ogg`

/** The peak is looked for in the first second, so that much is always decoded: the trim must not depend on `frames`. */
const framesToDecode = (frames: number): number => Math.max(frames, sampleRate) + longestTrim + peakBlock

function readFrames(file: string, frames: number): { sound: Stereo; complete: boolean } {
  const bytes = readFileSync(file)
  const part = truncateOgg(bytes, framesToDecode(frames))
  const decoded = StbVorbis.decode(part)
  if (decoded.sampleRate !== sampleRate) throw new Error(`its sample rate is ${decoded.sampleRate}`)
  if (decoded.channels.length !== 2) throw new Error(`it has ${decoded.channels.length} channels`)
  const [left, right] = decoded.channels
  return { sound: { left, right }, complete: part.length === bytes.length }
}

/** Blocks that are not whole are left out, so that a peak does not depend on how much was decoded. */
function blockPeaks({ left, right }: Stereo): Float32Array {
  const peaks = new Float32Array(Math.floor(left.length / peakBlock))
  for (let i = 0; i < peaks.length * peakBlock; i++) {
    const block = Math.floor(i / peakBlock)
    peaks[block] = Math.max(peaks[block], Math.abs(left[i]), Math.abs(right[i]))
  }
  return peaks
}

function padded(channel: Float32Array): Float32Array {
  const result = new Float32Array(padBefore + channel.length + padAfter)
  result.set(channel, padBefore)
  return result
}

function readRecording(file: string, frames: number): Recording {
  const { sound, complete } = readFrames(file, frames)
  const { left, right } = trimAttack(sound, complete)
  const peaks = blockPeaks({ left, right })
  return { left: padded(left), right: padded(right), frames: left.length, peaks, complete }
}

function loadRecording(pitch: number, layer: number, frames: number, folder: string): Recording {
  const name = fileName(pitch, layer)
  try {
    return readRecording(join(folder, 'audio', name), frames)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(
      `cannot read the piano recording ${name} of ${layerPackage(layer)} (${reason}): install the package again`,
      { cause },
    )
  }
}

/** Opens the piano's recordings. Nothing is read until it is asked for. */
export async function openRecordings(options: RecordingsOptions = {}): Promise<Recordings> {
  await StbVorbis.ready
  const { cacheBytes = 256 * 2 ** 20, folder = layerFolder } = options
  const cache = new Map<string, Recording>() // in order of use
  let bytes = 0
  const drop = (key: string): void => {
    bytes -= (cache.get(key)?.left.byteLength ?? 0) * 2
    cache.delete(key)
  }
  const get = (pitch: number, layer: number, frames: number): Recording => {
    const key = `${pitch}/${layer}`
    const held = cache.get(key)
    const enough = held !== undefined && (held.complete || held.frames >= frames + peakBlock)
    const recording = enough ? held : loadRecording(pitch, layer, frames, folder(layer))
    drop(key)
    cache.set(key, recording)
    bytes += recording.left.byteLength * 2
    for (const oldest of cache.keys()) {
      if (bytes <= cacheBytes || oldest === key) break
      drop(oldest)
    }
    return recording
  }
  return { get, bytes: () => bytes }
}
