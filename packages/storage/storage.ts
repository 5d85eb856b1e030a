/** Files by content: weights, notes and audio are stored under the SHA-256 of their bytes, once. */
import { createHash, randomUUID } from 'node:crypto'
import { access, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Storage {
  /**
   * Stores bytes and returns their SHA-256 in hex; storing the same bytes again changes nothing. Where they do not fit,
   * nothing is left behind, and the Error says so.
   */
  put(bytes: Uint8Array): Promise<string>
  /** The bytes of a hash. Throws when they are missing or damaged. */
  get(hash: string): Promise<Uint8Array>
  has(hash: string): Promise<boolean>
  /** Bytes of the file of a hash; null where there is none. */
  size(hash: string): Promise<number | null>
  /** Takes a file away; one that is not there is no error. Whether somebody still needs it, the caller must know. */
  remove(hash: string): Promise<void>
}

/** What a full disk, a spent quota and a limit on files are called. */
const noRoom = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

function told(error: unknown, bytes: Uint8Array, url: string): unknown {
  if (!noRoom.has((error as NodeJS.ErrnoException).code ?? '')) return error
  const size = `${(bytes.length / 1e6).toFixed(1)} MB`
  return new Error(
    `No room is left for a file of ${size} in the storage at ${url}. Nothing of it was kept. Free some room, or set STORAGE_URL to another disk.`,
    { cause: error },
  )
}

/** Hashes alone name files: anything else could name a file outside the storage. */
function checked(hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash))
    throw new Error(`"${hash}" is no SHA-256 in hex, which files of the storage are called by`)
  return hash
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
      try {
        await mkdir(dirname(target), { recursive: true })
        await writeFile(partial, bytes, { flush: true })
        await rename(partial, target)
      } catch (error) {
        await rm(partial, { force: true })
        throw told(error, bytes, url)
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
    size: (hash) =>
      stat(place(hash)).then(
        ({ size }) => size,
        () => null,
      ),
    async remove(hash) {
      await rm(place(checked(hash)), { force: true })
    },
  }
}
