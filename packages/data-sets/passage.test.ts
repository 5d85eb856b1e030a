import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { testDatabase } from '@earshot/database/test-database'
import type { Score, ScoreNote } from '@earshot/music/notes'
import { openStorage } from '@earshot/storage/storage'
import { beforeAll, describe, expect, test } from 'vitest'
import { listComparable } from './comparable.ts'
import { removeDataSet } from './data-sets.ts'
import { importDataSet } from './import.ts'
import { checkOriginality, type OriginalityReport } from './originality-check.ts'
import { reportAbout, reportsAbout } from './originality-reports.ts'
import { cutPassage, placeClips, placePassage, showPassage } from './passage.ts'
import { writeScore } from './score-file.ts'
import { openSongs } from './songs.ts'
import type { Stores } from './stores.ts'
import { treatmentOf } from './treatments.ts'

const note = (start: number, pitch: number, length = 1): ScoreNote => ({
  start,
  end: start + length,
  pitch,
  velocity: 80,
})
const music = (notes: ScoreNote[], more: Partial<Score> = {}): Score => ({
  notes,
  tempos: [{ at: 0, bpm: 120 }],
  meters: [{ at: 0, beats: 4, unit: 4 }],
  pedal: [],
  length: Math.max(0, ...notes.map(({ end }) => end)),
  ...more,
})

describe('cutPassage', () => {
  const clip = music([note(0, 50), note(5, 63), note(6, 65), note(8, 70, 4), note(20, 40)])
  const song = music([
    note(90, 30),
    note(105, 60),
    note(106, 61),
    note(106, 62),
    note(108, 67, 1),
    note(109, 67),
  ])
  const found = {
    piece: { start: 5, end: 9 },
    song: { start: 105, end: 109 },
    shared: [
      { note: 1, onset: 105, pitch: 60 },
      { note: 2, onset: 106.1, pitch: 62 },
      { note: 3, onset: 108, pitch: 67 },
    ],
  }
  const view = cutPassage(clip, song, found, { meters: [{ at: 0, beats: 3, unit: 4 }], around: 2 })

  test('shows both over the same time, with the same notes marked at the same places', () => {
    expect(view.length).toBe(8)
    const shared = (cut: typeof view.clip) =>
      cut.notes.filter((one) => one.shared).map(({ start, pitch }) => [start, pitch])
    expect(shared(view.clip)).toEqual([
      [2, 63],
      [3, 65],
      [5, 70],
    ])
    expect(shared(view.song)).toEqual([
      [2, 60],
      [3, 62],
      [5, 67],
    ])
    expect(view.song.notes).toHaveLength(5)
    expect(view.pitches).toEqual({ lowest: 60, highest: 70 })
  })

  test('cuts notes at its edges', () => {
    expect(view.clip.notes.at(-1)).toMatchObject({ start: 5, end: 8 })
    for (const { start, end } of [...view.clip.notes, ...view.song.notes]) {
      expect(start).toBeGreaterThanOrEqual(0)
      expect(end).toBeLessThanOrEqual(view.length)
    }
  })

  test('counts the clip in seconds and the song in bars of its own meter', () => {
    expect(view.clip.marks).toEqual([
      { at: 1, number: 2 },
      { at: 3, number: 3 },
      { at: 5, number: 4 },
      { at: 7, number: 5 },
    ])
    expect(view.song.marks).toEqual([
      { at: 2, number: 36 },
      { at: 5, number: 37 },
    ])
  })

  test('a note that the song does not have is marked nowhere', () => {
    const shared = [{ note: 1, onset: 105.5, pitch: 60 }]
    const { song: cut } = cutPassage(clip, song, { ...found, shared }, { meters: [] })
    expect(cut.notes.some((one) => one.shared)).toBe(false)
  })
})

test('placePassage says seconds and bars, also of a passage that begins before the song', () => {
  const meters = [
    { at: 0, beats: 2, unit: 4 },
    { at: 8, beats: 3, unit: 4 },
  ]
  const at = (start: number, end: number) =>
    placePassage(
      { tempos: [{ at: 0, bpm: 60 }] },
      { meters, length: 20 },
      { piece: { start: 3, end: 9 }, song: { start, end } },
    )
  expect(at(6, 14)).toEqual({ clip: { start: 3, end: 9 }, song: { first: 4, last: 6 } })
  expect(at(-1, 1).song).toEqual({ first: 1, last: 1 })
})

describe('reports', async () => {
  const { database } = await testDatabase()
  const work = {
    onProgress: () => undefined,
    signal: new AbortController().signal,
    now: () => new Date('2026-01-02T03:04:05Z'),
  }
  const starter = fileURLToPath(new URL('../../content/starter', import.meta.url))
  const higher = 3
  /** Where the copied passage begins in the song, quarter notes, and how long the clip is silent first. */
  const [from, lead] = [40, 1]
  let stores: Stores
  let report: OriginalityReport
  let song: { id: string; title: string; score: Score }

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'earshot-passage-'))
    stores = { database, storage: openStorage(pathToFileURL(join(folder, 'files')).href) }
    await importDataSet(stores, { paths: [starter], name: 'starter' }, work)
    const solace = (await openSongs(stores, 'starter')).find(({ title }) => title === 'solace')
    if (!solace) throw new Error('the starter songs have no solace')
    song = { ...solace, score: await solace.load() }
    const encoding = { kind: 'tokens', timeStep: 'quarter' }
    const copied = treatmentOf(encoding)
      .apply(song.score)
      .notes.filter(({ start }) => start >= from && start < from + 56)
      .map(({ start, end, pitch }) => note(start - from + lead, pitch + higher, end - start))
    const copy = { name: '001', encoding, provenance: {}, seconds: 30, pieceId: solace.pieceId }
    const plain = music(Array.from({ length: 30 }, (_, at) => note(at, 60)))
    await database.source.create({
      data: {
        name: 'copyist',
        kind: 'human',
        settings: {},
        clips: {
          create: [
            { ...copy, notes: await stores.storage.put(writeScore(music(copied))) },
            { ...copy, name: '002', notes: await stores.storage.put(writeScore(plain)) },
          ],
        },
      },
    })
    report = await checkOriginality(stores, { data: 'starter', pool: 'copyist' }, work)
    return async () => {
      await database.$disconnect()
      await rm(folder, { recursive: true })
    }
  })

  test('a copied passage stands above the bars it comes from', async () => {
    const [{ clip }] = report.clips
    for (const kind of ['closest', 'longest'] as const) {
      const view = await showPassage(stores, report, clip, kind)
      if (!view) throw new Error('no passage')
      const places = (cut: typeof view.clip, up: number) =>
        cut.notes.filter(({ shared }) => shared).map(({ start, pitch }) => `${start} ${pitch + up}`)
      expect(places(view.clip, 0)).toEqual(places(view.song, higher))
      expect(places(view.clip, 0)).toHaveLength(report.clips[0]?.[kind]?.shared.length ?? 0)
      expect(places(view.clip, 0).length).toBeGreaterThan(32)
    }
  })

  test('its place is told in bars of the song, and the plain clip has none', async () => {
    const places = await placeClips(stores, report)
    const [copied, plain] = report.clips
    expect(plain).toMatchObject({ verdict: 'not checked', closest: null })
    expect([...places.keys()]).toEqual([copied?.clip])
    const { closest } = copied ?? {}
    expect(closest?.title).toBe('solace')
    const beats = song.score.meters[0].beats * (4 / song.score.meters[0].unit)
    const place = places.get(copied?.clip ?? '')
    expect(place?.song.first).toBe(Math.floor((closest?.song.start ?? 0) / beats) + 1)
    expect(place?.clip.start).toBeCloseTo((closest?.piece.start ?? 0) / 2)
    expect(await showPassage(stores, report, plain?.clip ?? '', 'closest')).toBeNull()
  })

  test('reports are found by names', async () => {
    expect(await reportsAbout(stores, 'starter')).toEqual([report])
    expect(await reportAbout(stores, 'starter', 'copyist')).toEqual(report)
    await expect(reportAbout(stores, 'starter', 'nobody')).rejects.toThrow('earshot pool check nobody')
    await expect(reportsAbout(stores, 'nothing')).rejects.toThrow('no data set "nothing"')
  })

  test('what can be compared is named', async () => {
    await importDataSet(stores, { paths: [join(starter, 'solace.mid')], name: 'one song' }, work)
    expect(await listComparable(stores)).toEqual([
      { name: 'starter', kind: 'data set', pieces: 10 },
      { name: 'copyist', kind: 'pool', pieces: 2 },
    ])
  })

  test('a song that was removed cannot be shown', async () => {
    await removeDataSet(stores, 'starter')
    expect(await showPassage(stores, report, report.clips[0]?.clip ?? '', 'closest')).toBeNull()
    expect((await placeClips(stores, report)).size).toBe(0)
  })
})
