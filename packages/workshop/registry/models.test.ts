import { execFileSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import { importDataSet } from '@earshot/data-sets/import'
import { readLayersFormat } from '@earshot/models/files/layers-format'
import { packModel } from '@earshot/models/files/model-file'
import { readArchive, writeArchive } from '@earshot/models/files/safetensors'
import { readTrainingHashes } from '@earshot/models/files/weights'
import { sha256 } from '@earshot/storage/storage'
import { beforeAll, describe, expect, test } from 'vitest'
import { deleteModel } from './models-delete.ts'
import { cardOf, exportLayers, exportModel } from './models-export.ts'
import { importModel } from './models-import.ts'
import { findModel, generateSongs, listModels, registerModel, showModel } from './models.ts'
import { buildPool, showPool } from '../pools/pools.ts'
import { trainModel } from '../training/train-model.ts'
import { starter, testWork, testWorkshop } from '../test-workshop.ts'

const { workshop, database, url, folder, storageUrl } = await testWorkshop()
const work = testWork()

beforeAll(async () => {
  await importDataSet(workshop, { paths: [starter], name: 'starter' }, work)
})

/** Trains a small LSTM; other seeds give other weights. */
const train = (name: string, seed: number) =>
  trainModel(
    workshop,
    {
      architecture: 'lstm',
      data: 'starter',
      name,
      options: { layers: [8], dense: 8, epochs: 1, songs: 2, seed },
    },
    work,
  )

const bytesOf = async (reference: string): Promise<Uint8Array> =>
  workshop.storage.get((await showModel(workshop, reference)).file)

/** The file with its manifest changed. */
function changed(file: Uint8Array, change: (manifest: Record<string, unknown>) => void): Uint8Array {
  const archive = readArchive(file)
  const manifest = JSON.parse(archive.metadata.earshot ?? '') as Record<string, unknown>
  change(manifest)
  archive.metadata.earshot = JSON.stringify(manifest)
  return writeArchive(archive)
}

const rows = () => database.model.count()
const files = async () =>
  (await readdir(join(folder, 'files'), { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  ).length

describe('versions', () => {
  test('other weights under a name are its next version, and rows stay as they are', async () => {
    expect(await train('twice', 1)).toMatchObject({ name: 'twice', version: 1 })
    const first = await database.model.findFirst({ where: { name: 'twice' } })
    expect(await train('twice', 2)).toMatchObject({ name: 'twice', version: 2 })
    expect(await database.model.findFirst({ where: { name: 'twice', version: 1 } })).toEqual(first)
    expect((await listModels(workshop)).map(({ name, version }) => [name, version])).toEqual([
      ['twice', 2],
      ['twice', 1],
    ])
  })

  test('are named by name@version, and a bare name is the newest', async () => {
    const [one, two] = await Promise.all([showModel(workshop, 'twice@1'), showModel(workshop, 'twice@2')])
    expect(one.file).not.toBe(two.file)
    expect(await showModel(workshop, 'twice')).toEqual(two)
    const settings = { count: 1, seed: 1, length: 24, temperature: 1 }
    const [old, latest, bare] = await Promise.all(
      ['twice@1', 'twice@2', 'twice'].map((name) => generateSongs(workshop, name, settings)),
    )
    expect(bare).toEqual(latest)
    expect(old).not.toEqual(latest)
    await expect(showModel(workshop, 'twice@3')).rejects.toThrow('There is: twice@1, twice@2.')
    await expect(showModel(workshop, 'once@1')).rejects.toThrow('no model "once@1"')
    expect(await findModel(workshop, 'twice@x')).toBeNull()
  })

  test('the same file is the same version', async () => {
    const before = await rows()
    expect(await importModel(workshop, await bytesOf('twice@1'), false)).toMatchObject({ version: 1 })
    expect(await importModel(workshop, await packModel(await bytesOf('twice@2')), true)).toMatchObject({
      version: 2,
    })
    expect(await rows()).toBe(before)
  })

  test('registered all at once are counted one by one', async () => {
    const file = await bytesOf('twice@1')
    const { manifest } = await showModel(workshop, 'twice@1')
    const made = await Promise.all(
      Array.from({ length: 6 }, (_, i) => {
        const bytes = changed(file, (one) => (one.measurements = { run: i }))
        return registerModel(workshop, bytes, { ...manifest, name: 'many' })
      }),
    )
    expect(made.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('a clip says of which version it is', async () => {
    const request = { from: 'twice@1', name: 'old', clips: 1, seed: 1 }
    await buildPool(workshop, { ...request, settings: { temperature: 1 } }, work)
    const { file } = await showModel(workshop, 'twice@1')
    const pool = await showPool(workshop, 'old')
    expect(pool).toMatchObject({ from: 'twice', version: 1 })
    expect(pool.clips[0]?.provenance).toMatchObject({ model: 'twice', version: 1, weights: file })
  })
})

describe('exporting', () => {
  test('in its own precision is the file itself', async () => {
    const exported = await exportModel(workshop, 'twice@1')
    expect(exported).toMatchObject({ version: 1, precision: 'float32', measurements: {} })
    expect(sha256(exported.bytes)).toBe((await showModel(workshop, 'twice@1')).file)
  })

  test('in another measures the loss on training songs that are here, and keeps their hashes', async () => {
    const exported = await exportModel(workshop, 'twice@1', 'int8')
    expect(exported.songs).toBe(2)
    const { 'loss in float32': exact, 'loss in int8': stored } = exported.measurements
    expect(Math.abs((stored ?? NaN) - (exact ?? NaN))).toBeLessThan(0.05)
    expect(readTrainingHashes(exported.bytes)).toEqual(readTrainingHashes(await bytesOf('twice@1')))
    const card = await cardOf(workshop, 'twice@1', exported)
    for (const part of [
      'as int8',
      exported.file,
      '| loss in int8 |',
      'The licence of the data is not recorded',
    ])
      expect(card).toContain(part)
  })

  test('as layers and back is the model it was', async () => {
    const { files } = await exportLayers(workshop, 'twice@1')
    const text = new TextDecoder().decode(files.get('model.json'))
    const summary = await importModel(workshop, readLayersFormat(text, files), false)
    expect(summary).toMatchObject({ name: 'twice', version: 1 })
  })
})

describe('deleting', () => {
  test('takes the row and the file, and its number is not given again', async () => {
    const { file } = await train('brief', 1)
    expect(await deleteModel(workshop, 'brief')).toEqual({ name: 'brief', version: 1, deleted: true })
    expect(await workshop.storage.has(file)).toBe(false)
    await expect(deleteModel(workshop, 'brief')).rejects.toThrow('no model "brief"')
    expect(await train('brief', 2)).toMatchObject({ version: 2 })
  })

  test('leaves a file that another version has', async () => {
    const file = await bytesOf('brief')
    const { manifest } = await showModel(workshop, 'brief')
    await registerModel(workshop, file, { ...manifest, name: 'namesake' })
    await deleteModel(workshop, 'brief')
    expect(await bytesOf('namesake')).toEqual(file)
  })

  test('is refused where clips were made of it, by code and by the database', async () => {
    await expect(deleteModel(workshop, 'twice@1')).rejects.toThrow(
      'twice@1 cannot be deleted: clips of it are in the pool "old" (1 clip).',
    )
    await expect(database.model.deleteMany({ where: { name: 'twice', version: 1 } })).rejects.toThrow()
    expect((await bytesOf('twice@1')).length).toBeGreaterThan(0)
  })
})

describe('what is no model is refused with what is wrong, and leaves nothing', () => {
  test.each([
    [
      'are none',
      Buffer.from('nothing').toString('base64'),
      /hashes of training songs: this is no index of hashes/,
    ],
    ['are no Base64', '%%%', /earshot\.training-hashes is no Base64/],
    [
      'are cut off',
      Buffer.from([0x45, 0x48, 0x49, 1, 1, 65, 10, 16, 200, 1]).toString('base64'),
      /its hashes of training songs: /,
    ],
  ])('hashes that %s', async (_, hashes, message) => {
    const archive = readArchive(await bytesOf('twice@1'))
    archive.metadata['earshot.training-hashes'] = hashes
    const before = [await rows(), await files()]
    await expect(importModel(workshop, writeArchive(archive), false)).rejects.toThrow(message)
    expect([await rows(), await files()]).toEqual(before)
  })

  const huge = () =>
    brotliCompressSync(new Uint8Array(600_000_000), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })
  test.each([
    ['no file of weights', () => new Uint8Array([1, 2, 3]), false, /shorter than its header/],
    ['no brotli', () => new Uint8Array([1, 2, 3]), true, /no whole brotli file/],
    ['a file that unpacks to too much', huge, true, /unpacks to more than 512 MB/],
  ])('%s', async (_, make, compressed, message) => {
    const before = [await rows(), await files()]
    await expect(importModel(workshop, make(), compressed)).rejects.toThrow(message)
    expect([await rows(), await files()]).toEqual(before)
  })

  test.each([
    ['a name that is a path', { name: '../../etc/passwd' }, /name: "..\/..\/etc\/passwd" cannot be used/],
    ['an unknown version', { version: 99 }, /manifest version: 99/],
    ['an unknown field', { extra: 1 }, /extra/],
  ])('%s', async (_, change, message) => {
    const file = changed(await bytesOf('twice@1'), (manifest) => Object.assign(manifest, change))
    const before = [await rows(), await files()]
    await expect(importModel(workshop, file, false)).rejects.toThrow(message)
    expect([await rows(), await files()]).toEqual(before)
  })

  test('weights that overflow', async () => {
    const archive = readArchive(await bytesOf('twice@1'))
    for (const { dtype, data } of archive.tensors.values()) {
      expect(dtype).toBe('F32')
      for (let at = 0; at < data.length; at += 4)
        new DataView(data.buffer, data.byteOffset).setFloat32(at, 3e38, true)
    }
    await expect(importModel(workshop, writeArchive(archive), false)).rejects.toThrow('make no song')
  })
})

test.skipIf(process.platform === 'win32')('without room on the disk nothing is registered', async () => {
  const name = 'roomless'
  const file = changed(await bytesOf('twice@1'), (manifest) => (manifest.name = name))
  // Another storage, in a process whose files may have 16 kB: the model has more.
  const place = join(folder, 'small')
  const hash = await workshop.storage.put(file)
  const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  const script = `
    import { openWorkshop } from ${at('../workshop.ts')}
    import { importModel } from ${at('./models-import.ts')}
    import { openStorage } from ${at('../../storage/storage.ts')}
    const file = await openStorage('${storageUrl}').get('${hash}')
    const workshop = openWorkshop({ databaseUrl: '${url}', storageUrl: '${pathToFileURL(place).href}' })
    await importModel(workshop, file, false).then(
      () => console.log('imported'), (error) => console.log(error.message))
    await workshop.close()`
  const node = `exec "${process.execPath}" --import tsx --input-type=module --eval "$1"`
  const said = execFileSync('bash', ['-c', `ulimit -f 16; ${node}`, 'bash', script], {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    encoding: 'utf8',
  })
  expect(said.trim().split('\n').at(-1)).toMatch(/^No room is left for a file of/)
  expect(await findModel(workshop, name)).toBeNull()
  const kept = await readdir(place, { recursive: true, withFileTypes: true })
  expect(kept.filter((entry) => entry.isFile())).toEqual([])
  await workshop.storage.remove(sha256(file))
})
