import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { layerCount } from './levels.ts'

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

/** The installed folder of a layer's package. Throws where it is not installed. */
export function layerFolder(layer: number): string {
  const name = layerPackage(layer)
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
  } catch (cause) {
    throw new Error(`the piano recordings ${name} are not installed: install the dependencies again`, {
      cause,
    })
  }
}

/** Name and version of the 16 sample packages, for a clip's provenance. */
export function instrumentPackages(): { name: string; version: string }[] {
  return Array.from({ length: layerCount }, (_, index) => {
    const manifest = readFileSync(join(layerFolder(index + 1), 'package.json'), 'utf8')
    const { name, version } = JSON.parse(manifest) as { name: string; version: string }
    return { name, version }
  })
}

/** SHA-256, in hexadecimal, of the names and versions of the sample packages. */
export function instrumentHash(): string {
  const lines = instrumentPackages().map(({ name, version }) => `${name}@${version}`)
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}
