import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { StbVorbis } from 'stb-vorbis'
import { layerPackage, recordingHash, releasePackage } from './instrument.ts'
import { truncateOgg } from './ogg.ts'
import { sampleRate, type Stereo } from './stereo.ts'

/** Where a recording lies: a file in the folder `audio` of an npm package. */
export interface RecordingFile {
  package: string
  name: string
}

const noteNames = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B']

/** The recording of a recorded pitch at a layer 1..16. */
export const stringFile = (pitch: number, layer: number): RecordingFile => ({
  package: layerPackage(layer),
  name: `${noteNames[pitch % 12]}${Math.floor(pitch / 12) - 1}v${layer}.ogg`,
})

/** The noise that the key of a pitch 21..108 makes when it is let go. */
export const releaseFile = (pitch: number): RecordingFile => ({
  package: releasePackage,
  name: `rel${pitch - 20}.ogg`,
})

function read({ package: from, name }: RecordingFile, folder: string): Uint8Array {
  const bytes = readFileSync(join(folder, 'audio', name))
  const hash = createHash('sha256').update(bytes).digest('hex')
  if (hash !== recordingHash(`${from}/audio/${name}`)) {
    throw new Error(`its SHA-256 is ${hash}, so it is damaged or not of the version that Earshot knows`)
  }
  return bytes
}

function decode(bytes: Uint8Array, frames: number): { sound: Stereo; complete: boolean } {
  const part = truncateOgg(bytes, frames)
  const decoded = StbVorbis.decode(part)
  if (decoded.sampleRate !== sampleRate) throw new Error(`its sample rate is ${decoded.sampleRate}`)
  if (decoded.channels.length !== 2) throw new Error(`it has ${decoded.channels.length} channels`)
  const [left, right] = decoded.channels
  return { sound: { left, right }, complete: part.length === bytes.length }
}

/**
 * The first `frames` frames or more of a recording whose package is installed in `folder`, and whether that is all of
 * it. Throws an Error that names file and package where it is missing or is not, byte for byte, the one expected.
 */
export function readRecordingFile(
  file: RecordingFile,
  folder: string,
  frames: number,
): { sound: Stereo; complete: boolean } {
  try {
    return decode(read(file, folder), frames)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(
      `cannot read the piano recording ${file.name} of ${file.package} (${reason}): install the package again`,
      { cause },
    )
  }
}
