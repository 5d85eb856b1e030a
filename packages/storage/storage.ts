/** Files by content: weights, notes and audio are stored under the SHA-256 of their bytes, once. */
import { createHash, randomUUID } from 'node:crypto'
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Storage {
  /** Stores bytes and returns their SHA-256 in hex; storing the same bytes again changes nothing. */
  put(bytes: Uint8Array): Promise<string>
  /** The bytes of a hash. Throws when they are missing or damaged. */
  get(hash: string): Promise<Uint8Array>
  has(hash: string): Promise<boolean>
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Opens the storage at a file: URL, making its folder when needed. */
export function openStorage(url: string): Storage {
  if (!url.startsWith('file:')) {
    throw new Error(
      `STORAGE_URL is "${url}", but only file: storage is supported. Give a folder: file:///path`,
    )
  }
  const folder = fileURLToPath(url)
  // Two levels of folders keep each small: a pool of ten thousand clips is usual.
  const place = (hash: string) => join(folder, hash.slice(0, 2), hash.slice(2, 4), hash)
  const has = (hash: string) =>
    access(place(hash)).then(
      () => true,
      () => false,
    )
  return {
    async put(bytes) {
      const hash = sha256(bytes)
      if (await has(hash)) return hash
      // Written beside and renamed, so that a killed process leaves no half of a file under its hash.
      const target = place(hash)
      const partial = `${target}.${randomUUID()}`
      await mkdir(dirname(target), { recursive: true })
      try {
        await writeFile(partial, bytes, { flush: true })
        await rename(partial, target)
      } catch (error) {
        await rm(partial, { force: true })
        throw error
      }
      return hash
    },
    async get(hash) {
      if (!(await has(hash))) throw new Error(`The file ${hash} is missing from the storage at ${url}`)
      const bytes = new Uint8Array(await readFile(place(hash)))
      if (sha256(bytes) !== hash) throw new Error(`The file ${hash} in the storage at ${url} is damaged`)
      return bytes
    },
    has,
  }
}
