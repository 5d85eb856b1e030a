import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
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
