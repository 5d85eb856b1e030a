import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { testDatabase } from '@earshot/database/test-database'
import { shutdown } from '@earshot/jobs/job-rows'
import type { Work } from '@earshot/jobs/work'
import { readMidi, writeMidi } from '@earshot/music/midi'
import { transpose } from '@earshot/music/notes'
import { openStorage } from '@earshot/storage/storage'
import { beforeAll, describe, expect, test } from 'vitest'
import { listDataSets, removeDataSet, showDataSet } from './data-sets.ts'
import { importDataSet } from './import.ts'
import { refreshSongs } from './refresh.ts'
import { readScore, writeScore } from './score-file.ts'
import { listSongs } from './song-list.ts'
import { openSongs, selectFrom, showSong } from './songs.ts'
import { createSplit } from './splits.ts'
import type { Stores } from './stores.ts'

const { database } = await testDatabase()
const starter = fileURLToPath(new URL('../../content/starter', import.meta.url))
const work = (signal = new AbortController().signal, more: Partial<Work> = {}): Work => ({
  onProgress: () => undefined,
  signal,
  now: () => new Date('2026-01-02T03:04:05Z'),
  ...more,
})

let folder = ''
let stores: Stores

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-data-sets-'))
  stores = { database, storage: openStorage(pathToFileURL(join(folder, 'files')).href) }
  return async () => {
    await database.$disconnect()
    await rm(folder, { recursive: true })
  }
})

describe('importing', () => {
  test('the starter songs are imported once, and a bad file is named', async () => {
    const songs = join(folder, 'songs')
    await cp(starter, songs, { recursive: true })
    await writeFile(join(songs, 'broken.mid'), 'MThd?')
    await cp(join(songs, 'solace.mid'), join(songs, 'solace-again.mid'))
    const report = await importDataSet(stores, { paths: [songs], name: 'starter' }, work())
    expect(report).toMatchObject({ name: 'starter', files: 12, songs: 10, added: 10, duplicates: 1 })
    expect(report.refused).toEqual([{ file: 'broken.mid', reason: expect.stringMatching(/\w/) as string }])
    const again = await importDataSet(stores, { paths: [songs], name: 'starter' }, work())
    expect(again).toMatchObject({ songs: 10, added: 0, duplicates: 11 })
    const [set] = await listDataSets(stores)
    expect(set).toMatchObject({ name: 'starter', songs: 10, refused: 1 })
    expect(set?.summary).toMatchObject({ songs: 10 })
    const shown = await showDataSet(stores, 'starter')
    expect(shown).toMatchObject({ songs: 10, groups: 10, origin: [songs] })
    expect(await database.importedFile.count()).toBe(0)
  })

  test('both names of a song are kept', async () => {
    const { songs } = await listSongs(stores, 'starter', { search: 'solace' })
    const song = await showSong(stores, 'starter', songs[0]?.id ?? '')
    expect(song.files).toEqual(['solace-again.mid', 'solace.mid'])
  })

  test('a mended file is no longer among the refused', async () => {
    await cp(join(starter, 'bethena.mid'), join(folder, 'songs', 'broken.mid'))
    await importDataSet(stores, { paths: [join(folder, 'songs')], name: 'starter' }, work())
    expect((await showDataSet(stores, 'starter')).refusals).toEqual([])
  })

  test('another data set with the same song shares its piece', async () => {
    await importDataSet(stores, { paths: [join(starter, 'solace.mid')], name: 'one song' }, work())
    const [song] = await openSongs(stores, 'one song')
    const all = await openSongs(stores, 'starter')
    expect(all.find(({ id }) => id === song?.id)?.pieceId).toBe(song?.pieceId)
    expect((await song?.load())?.notes.length).toBeGreaterThan(500)
  })

  test('an archive gives the songs of its folder', async () => {
    const archive = join(folder, 'starter.tar.gz')
    execFileSync('tar', ['-czf', archive, '-C', starter, '.'])
    const report = await importDataSet(stores, { paths: [archive], name: 'from an archive' }, work())
    expect(report).toMatchObject({ files: 10, songs: 10, refused: [] })
    const ids = async (name: string) => (await selectFrom(stores, name)).songs.map(({ id }) => id)
    expect(await ids('from an archive')).toEqual(await ids('starter'))
  })

  test('nothing to read is a sentence, and leaves nothing behind', async () => {
    const failing = (paths: string[]) => importDataSet(stores, { paths, name: 'x' }, work())
    await expect(failing(['/nowhere'])).rejects.toThrow('/nowhere')
    await writeFile(join(folder, 'bad.mid'), 'no midi')
    await expect(failing([join(folder, 'bad.mid')])).rejects.toThrow(/None of the 1 files.*bad\.mid/)
    await expect(showDataSet(stores, 'x')).rejects.toThrow('no data set "x"')
    await expect(importDataSet(stores, { paths: [starter], name: 'compare' }, work())).rejects.toThrow(
      'a page has this name',
    )
    await expect(importDataSet(stores, { paths: [starter], name: '../x' }, work())).rejects.toThrow(/letters/)
    expect(await database.importedFile.count()).toBe(0)
  })

  test('a damaged file keeps no name from a sound one', async () => {
    const damaged = join(folder, 'damaged')
    const md5 = '0123456789abcdef0123456789abcdef'
    for (const place of ['a', 'b', 'c']) await mkdir(join(damaged, place), { recursive: true })
    await writeFile(join(damaged, 'a', `${md5}.mid`), 'MThd?')
    for (const place of ['b', 'c']) await cp(join(starter, 'solace.mid'), join(damaged, place, `${md5}.mid`))
    const report = await importDataSet(stores, { paths: [damaged], name: 'damaged' }, work())
    expect(report).toMatchObject({ files: 3, songs: 1, duplicates: 1 })
    expect(report.refused.map(({ file }) => file)).toEqual([`a/${md5}.mid`])
  })

  test('a title cut within a character ends no import', async () => {
    const odd = join(folder, 'odd')
    await mkdir(odd)
    const { score } = readMidi(await readFile(join(starter, 'solace.mid')))
    await writeFile(join(odd, 'title.mid'), writeMidi(score, { title: `${'a'.repeat(199)}\u{1f600}` }))
    const report = await importDataSet(stores, { paths: [odd], name: 'odd' }, work())
    expect(report).toMatchObject({ songs: 1, refused: [] })
    expect((await listSongs(stores, 'odd', {})).songs[0]?.title).toBe('a'.repeat(199))
  })

  test('another way of reading is refused under a name in use', async () => {
    const options = { paths: [starter], name: 'starter', reading: { velocity: 80 } }
    await expect(importDataSet(stores, options, work())).rejects.toThrow(/was read with velocity file/)
  })

  test('a cancelled import leaves nothing behind', async () => {
    const stop = new AbortController()
    const hooks = work(stop.signal, {
      onProgress: ({ done }) => {
        if (done > 0) stop.abort()
      },
    })
    await expect(importDataSet(stores, { paths: [starter], name: 'stopped' }, hooks)).rejects.toThrow(
      'stopped',
    )
    expect((await listDataSets(stores)).map(({ name }) => name)).not.toContain('stopped')
    expect(await database.importedFile.count()).toBe(0)
  })

  test('an import that is cancelled while it looks for near-duplicates leaves nothing behind', async () => {
    const stop = new AbortController()
    const hooks = work(stop.signal, {
      onProgress: ({ text }) => {
        if (text === 'looking for near-duplicates') stop.abort()
      },
    })
    await expect(importDataSet(stores, { paths: [starter], name: 'late' }, hooks)).rejects.toThrow('stopped')
    expect((await listDataSets(stores)).map(({ name }) => name)).not.toContain('late')
    expect(await database.importedFile.count()).toBe(0)
  })

  test('an import whose process ended goes on where it was, and nobody sees the half of it', async () => {
    const id = '00000000-0000-4000-8000-000000000001'
    const many = join(folder, 'many')
    await mkdir(many)
    const names = (await readdir(starter)).filter((name) => name.endsWith('.mid'))
    for (let copy = -5; copy <= 5; copy++) {
      for (const name of names) {
        const { score } = readMidi(await readFile(join(starter, name)))
        const other = copy === 0 ? score : { ...score, notes: score.notes.slice(20 * (copy + 6)) }
        await writeFile(join(many, `${String(copy + 6)}-${name}`), writeMidi(other))
      }
    }
    const ending = new AbortController()
    const files: string[] = []
    const hooks = (signal: AbortSignal) =>
      work(signal, {
        id,
        onProgress: ({ text }) => {
          files.push(text)
          if (files.length === 90) ending.abort(shutdown)
        },
      })
    await expect(
      importDataSet(stores, { paths: [many], name: 'many' }, hooks(ending.signal)),
    ).rejects.toThrow('stopped')
    expect((await listDataSets(stores)).map(({ name }) => name)).not.toContain('many')
    const kept = await database.importedFile.count({ where: { importId: id } })
    expect(kept).toBeGreaterThanOrEqual(50)
    const report = await importDataSet(
      stores,
      { paths: [many], name: 'many' },
      hooks(new AbortController().signal),
    )
    expect(report).toMatchObject({ files: 110, songs: 110, added: 110 })
    expect(files.at(-2)).toMatch(/^109 files read/)
    expect(files.at(-1)).toBe('looking for near-duplicates')
    expect(await database.importedFile.count()).toBe(0)
  })
})

describe('near-duplicates', () => {
  test('a transposed copy is grouped, shares the piece, and is left out by default', async () => {
    const copies = join(folder, 'copies')
    await mkdir(copies)
    const { score } = readMidi(await readFile(join(starter, 'solace.mid')))
    await writeFile(join(copies, 'higher.mid'), writeMidi(transpose(score, 3)))
    await cp(join(starter, 'solace.mid'), join(copies, 'solace.mid'))
    await cp(join(starter, 'bethena.mid'), join(copies, 'bethena.mid'))
    const report = await importDataSet(stores, { paths: [copies], name: 'copies' }, work())
    expect(report).toMatchObject({ songs: 3, nearDuplicates: 1 })
    const { duplicates, groups } = await showDataSet(stores, 'copies')
    expect(groups).toBe(2)
    expect(duplicates).toHaveLength(1)
    expect(duplicates[0]).toHaveLength(2)
    const all = (await selectFrom(stores, 'copies', { duplicates: 'all' })).songs
    expect(all).toHaveLength(3)
    expect(new Set(all.map(({ pieceId }) => pieceId)).size).toBe(2)
    const { songs, leftOut } = await selectFrom(stores, 'copies')
    expect(songs).toHaveLength(2)
    expect(leftOut).toEqual([{ reason: expect.any(String) as string, songs: 1 }])
    expect((await listSongs(stores, 'copies', { duplicates: 'one' })).total).toBe(2)
    const song = await showSong(stores, 'copies', duplicates[0]?.[0]?.id ?? '')
    expect(song.duplicates).toHaveLength(1)
  })

  test('a copy that comes later joins the group of the first', async () => {
    const later = join(folder, 'later.mid')
    const { score } = readMidi(await readFile(join(starter, 'bethena.mid')))
    await writeFile(later, writeMidi(transpose(score, -2)))
    await importDataSet(stores, { paths: [later], name: 'copies' }, work())
    expect(await showDataSet(stores, 'copies')).toMatchObject({ songs: 4, groups: 2 })
  })
})

describe('a list of songs', () => {
  test('is searched, sorted and paged', async () => {
    const fastest = await listSongs(stores, 'starter', { sort: 'tempo', order: 'descending', perPage: 3 })
    expect(fastest.total).toBe(10)
    const tempos = fastest.songs.map(({ features }) => features.tempo.median)
    expect(tempos).toEqual([...tempos].sort((a, b) => b - a))
    const second = await listSongs(stores, 'starter', { perPage: 3, page: 2 })
    expect(second.songs).toHaveLength(3)
    expect((await listSongs(stores, 'starter', { search: 'rag mid' })).total).toBeGreaterThan(0)
    expect((await listSongs(stores, 'starter', { search: "100%'; --" })).total).toBe(0)
    expect((await listSongs(stores, 'starter', { tempoFrom: 1000 })).total).toBe(0)
    await expect(listSongs(stores, 'none')).rejects.toThrow('no data set "none"')
  })
})

describe('selections and splits', () => {
  test('a split keeps every song on one side, and a selection takes a part', async () => {
    const split = {
      name: 'held-out',
      seed: 3,
      parts: [
        { name: 'train', share: 0.7 },
        { name: 'test', share: 0.3 },
      ],
    }
    const { parts } = await createSplit(stores, 'many', split)
    expect(parts.reduce((sum, { songs }) => sum + songs, 0)).toBe(110)
    expect(await createSplit(stores, 'many', split)).toMatchObject({ parts })
    await expect(createSplit(stores, 'many', { ...split, seed: 4 })).rejects.toThrow('another seed')
    const of = async (part: string) =>
      (await selectFrom(stores, 'many', { duplicates: 'all', split: { name: 'held-out', part } })).songs
    const [train, held] = [await of('train'), await of('test')]
    expect([train.length, held.length]).toEqual(parts.map(({ songs }) => songs))
    const groups = new Set(train.map(({ group }) => group))
    expect(held.some(({ group }) => groups.has(group))).toBe(false)
    await expect(selectFrom(stores, 'many', { split: { name: 'held-out', part: 'dev' } })).rejects.toThrow(
      'no part "dev"',
    )
  })

  test('the busiest songs are taken', async () => {
    const { songs } = await selectFrom(stores, 'starter', { size: { take: 'busiest', songs: 2 } })
    const least = Math.min(...songs.map(({ features }) => features.notesPerQuarter))
    const others = (await selectFrom(stores, 'starter')).songs.filter(
      ({ id }) => !songs.some((one) => one.id === id),
    )
    for (const { features } of others) expect(features.notesPerQuarter).toBeLessThanOrEqual(least)
    await expect(selectFrom(stores, 'starter', { leastNotes: 0 })).rejects.toThrow(/leastNotes/)
  })
})

test('songs of an older Earshot are measured again', async () => {
  const before = await showDataSet(stores, 'copies')
  await database.song.updateMany({
    where: { dataSet: { name: 'copies' } },
    data: { measured: 0, features: {}, fingerprint: new Uint8Array(), noteHash: '' },
  })
  expect(await refreshSongs(stores)).toBe(4)
  expect(await refreshSongs(stores)).toBe(0)
  expect(await showDataSet(stores, 'copies')).toEqual(before)
})

test('a data set is removed with its songs', async () => {
  await removeDataSet(stores, 'one song')
  await expect(showDataSet(stores, 'one song')).rejects.toThrow('no data set')
  expect(await database.piece.count({ where: { songs: { none: {} } } })).toBe(0)
})

test('a score comes back from its file as it was', async () => {
  const [song] = await openSongs(stores, 'starter')
  if (!song) throw new Error('no song')
  const score = await song.load()
  expect(readScore(writeScore(score))).toEqual(score)
  expect(Buffer.compare(writeScore(score), writeScore(structuredClone(score)))).toBe(0)
})

test('songs are there without their notes, and one whose file is gone says which it is', async () => {
  const { songs } = await selectFrom(stores, 'starter')
  const [first, second] = songs
  if (!first || !second) throw new Error('the starter has ten songs')
  const bytes = await stores.storage.get(first.notes)
  await stores.storage.remove(first.notes)
  const [gone, there] = await openSongs(stores, 'starter')
  await expect(gone?.load()).rejects.toThrow(
    new RegExp(
      `song "${first.id}" \\(${first.title}\\) of the data set "starter" cannot be read: .*${first.notes}`,
    ),
  )
  expect((await there?.load())?.notes.length).toBe(second.features.notes)
  await stores.storage.put(bytes)
  expect((await gone?.load())?.notes.length).toBe(first.features.notes)
})

const lpd5 = process.env.EARSHOT_LPD5
describe.skipIf(!lpd5)('LPD-5 (needs EARSHOT_LPD5)', () => {
  test('600 files are 600 songs, known by their MD5, with licence and citation', async () => {
    const report = await importDataSet(stores, { paths: [lpd5 ?? ''], name: 'lpd5' }, work())
    expect(report).toMatchObject({ files: 600, songs: 600, added: 600, duplicates: 0, refused: [] })
    const set = await showDataSet(stores, 'lpd5')
    expect(set.licence).toContain('CC BY 4.0')
    expect(set.citation).toContain('MuseGAN')
    const { songs } = await selectFrom(stores, 'lpd5', { duplicates: 'all' })
    for (const { id } of songs) expect(id).toMatch(/^[0-9a-f]{32}$/)
  }, 300_000)
})
