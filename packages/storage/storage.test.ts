import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStorage, sha256, type Storage } from './storage.ts'

let folder = ''
let storage: Storage

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-storage-'))
  storage = openStorage(pathToFileURL(join(folder, 'a folder')).href)
})
afterAll(() => rm(folder, { recursive: true }))

const bytes = new TextEncoder().encode('abc')

test('bytes come back under their SHA-256, stored once', async () => {
  const hash = await storage.put(bytes)
  expect(hash).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(hash).toBe(sha256(bytes))
  expect(await storage.put(bytes)).toBe(hash)
  expect(await storage.get(hash)).toEqual(bytes)
  expect(await storage.has(hash)).toBe(true)
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(hash))
  expect(files).toHaveLength(1)
})

test('a missing and a damaged file are named', async () => {
  await expect(storage.get('0'.repeat(64))).rejects.toThrow(/000.* is missing/)
  expect(await storage.has('0'.repeat(64))).toBe(false)
  const hash = await storage.put(new Uint8Array([1, 2, 3]))
  await writeFile(join(folder, 'a folder', hash.slice(0, 2), hash.slice(2, 4), hash), 'x')
  await expect(storage.get(hash)).rejects.toThrow(/is damaged/)
})

test('another kind of address is refused with a way out', () => {
  expect(() => openStorage('s3://bucket')).toThrow('Give a folder')
})

test('the same bytes stored by many at once are stored whole', async () => {
  const big = new Uint8Array(1_000_000).fill(7)
  const hashes = await Promise.all(Array.from({ length: 20 }, () => storage.put(big)))
  expect(new Set(hashes).size).toBe(1)
  expect(await storage.get(hashes[0] ?? '')).toEqual(big)
})

test('a file has a size, and is gone when it is removed, once and again', async () => {
  const hash = await storage.put(new Uint8Array(1234))
  expect(await storage.size(hash)).toBe(1234)
  await storage.remove(hash)
  await storage.remove(hash)
  expect(await storage.has(hash)).toBe(false)
  expect(await storage.size(hash)).toBeNull()
  await expect(storage.get(hash)).rejects.toThrow('is missing')
  expect(await storage.put(new Uint8Array(1234))).toBe(hash)
})

test('only hashes name files to remove', async () => {
  await expect(storage.remove('../../../outside')).rejects.toThrow('no SHA-256')
})

/** What `put` says in a process that may write no file above `kilobytes`, as on a disk with no more room. */
const putWithin = (kilobytes: number, bytes: number): string => {
  const module = pathToFileURL(fileURLToPath(new URL('./storage.ts', import.meta.url))).href
  const url = pathToFileURL(join(folder, 'small')).href
  const script = `import { openStorage } from '${module}'
    await openStorage('${url}').put(new Uint8Array(${String(bytes)}).fill(1)).then(
      (hash) => console.log(hash), (error) => console.log(error.message))`
  const node = `exec "${process.execPath}" --import tsx --input-type=module --eval "$1"`
  const args = ['-c', `ulimit -f ${String(kilobytes)}; ${node}`, 'bash', script]
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  return execFileSync('bash', args, { cwd, encoding: 'utf8' }).trim()
}

test.skipIf(process.platform === 'win32')('no room leaves no piece of a file, and says so', async () => {
  expect(putWithin(1000, 5_000_000)).toMatch(/^No room is left for a file of 5\.0 MB .*STORAGE_URL/)
  const kept = await readdir(join(folder, 'small'), { recursive: true, withFileTypes: true })
  expect(kept.filter((entry) => entry.isFile())).toEqual([])
  expect(putWithin(1000, 500)).toMatch(/^[0-9a-f]{64}$/)
})
