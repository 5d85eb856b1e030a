/** Writes the SHA-256 of every installed recording to recordings.sha256: npx tsx packages/audio/hash-recordings.ts */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashTable, layerPackage, packageFolder, releasePackage } from './instrument.ts'
import { layerCount } from './levels.ts'

const layers = Array.from({ length: layerCount }, (_, index) => layerPackage(index + 1))

const lines = [...layers, releasePackage].flatMap((name) => {
  const folder = join(packageFolder(name), 'audio')
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const hash = createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex')
      return `${hash}  ${name}/audio/${file}\n`
    })
})

writeFileSync(hashTable, lines.join(''))
