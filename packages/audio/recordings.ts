import { StbVorbis } from 'stb-vorbis'
import { endedSoftly, longestTrim, trimAttack } from './attack.ts'
import { packageFolder } from './instrument.ts'
import { readRecordingFile, releaseFile, stringFile, type RecordingFile } from './recording-files.ts'
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
  /** The folder of a package of recordings; the installed one unless given. */
  folder?: (packageName: string) => string
}

/** Decoded recordings, kept while there is room; what was used longest ago goes first. */
export interface Recordings {
  /** The recording of a recorded pitch and layer, with at least `frames` frames where it is that long. */
  string: (recordedPitch: number, layer: number, frames: number) => Recording
  /** The noise of the key of a pitch 21..108 that is let go. */
  release: (pitch: number) => Recording
  /** Bytes held now. */
  bytes: () => number
}

/** The peak is looked for in the first second, so that much is always decoded: the trim must not depend on `frames`. */
const framesToDecode = (frames: number): number => Math.max(frames, sampleRate) + longestTrim + peakBlock

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

function withPeaks({ left, right }: Stereo, complete: boolean): Recording {
  const peaks = blockPeaks({ left, right })
  return { left: padded(left), right: padded(right), frames: left.length, peaks, complete }
}

/** A cache of recordings, in order of use. `get` takes one that is long `enough`, or loads it. */
function openCache(most: number) {
  const cache = new Map<string, Recording>()
  let bytes = 0
  const drop = (key: string): void => {
    bytes -= (cache.get(key)?.left.byteLength ?? 0) * 2
    cache.delete(key)
  }
  const get = ({ name }: RecordingFile, enough: (held: Recording) => boolean, load: () => Recording) => {
    const held = cache.get(name)
    const recording = held !== undefined && enough(held) ? held : load()
    drop(name)
    cache.set(name, recording)
    bytes += recording.left.byteLength * 2
    for (const oldest of cache.keys()) {
      if (bytes <= most || oldest === name) break
      drop(oldest)
    }
    return recording
  }
  return { get, bytes: () => bytes }
}

/** Opens the piano's recordings. Nothing is read until it is asked for; each is checked when it is read. */
export async function openRecordings(options: RecordingsOptions = {}): Promise<Recordings> {
  await StbVorbis.ready
  const { cacheBytes = 256 * 2 ** 20, folder = packageFolder } = options
  const cache = openCache(cacheBytes)
  const read = (file: RecordingFile, frames: number) => readRecordingFile(file, folder(file.package), frames)
  return {
    string: (recordedPitch, layer, frames) => {
      const file = stringFile(recordedPitch, layer)
      const enough = (held: Recording) => held.complete || held.frames >= frames + peakBlock
      return cache.get(file, enough, () => {
        const { sound, complete } = read(file, framesToDecode(frames))
        return withPeaks(trimAttack(sound, complete), complete)
      })
    },
    release: (pitch) => {
      const file = releaseFile(pitch)
      return cache.get(
        file,
        () => true,
        () => withPeaks(endedSoftly(read(file, sampleRate).sound), true),
      )
    },
    bytes: cache.bytes,
  }
}
