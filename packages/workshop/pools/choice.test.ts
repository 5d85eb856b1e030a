import { measureMp3 } from '@earshot/audio/encode-to-target'
import type { Progress } from '@earshot/jobs/work'
import { readScore, writeScore } from '@earshot/data-sets/score-file'
import { importDataSet } from '@earshot/data-sets/import'
import { transpose } from '@earshot/music/notes'
import { fingerprint } from '@earshot/originality/fingerprint'
import { beforeAll, describe, expect, test } from 'vitest'
import { showModel } from '../registry/models.ts'
import { trainModel } from '../training/train-model.ts'
import { starter, testWork, testWorkshop } from '../test-workshop.ts'
import { piecesOf } from './clip-pieces.ts'
import { buildPool, showPool } from './pools.ts'
import { openCopiesGate } from './copies-gate.ts'
import { findOrigin } from './find-origin.ts'
import type { Candidate } from './origins.ts'
import { checkRequest, type PoolRequestInput } from './request.ts'

const { workshop, database } = await testWorkshop()
const sound = { seconds: 4, fadeOut: 0.5 } as const
const work = testWork()

beforeAll(async () => {
  await importDataSet(workshop, { paths: [starter], name: 'starter' }, work)
  const train = (name: string, options: Record<string, unknown>) =>
    trainModel(workshop, { architecture: 'lstm', data: 'starter', name, options }, work)
  await train('tiny', { layers: [8], dense: 8, epochs: 1, songs: 3 })
  await train('fine', { layers: [8], dense: 8, epochs: 1, songs: 2, timeStep: 'sixteenth' })
})

const human = (changes: Partial<PoolRequestInput>) =>
  buildPool(workshop, { from: 'starter', clips: 2, seed: 1, sound, ...changes }, work)
const notesOf = async (pool: string) =>
  Promise.all(
    (await showPool(workshop, pool)).clips.map(async ({ notes }) =>
      readScore(await workshop.storage.get(notes ?? '')),
    ),
  )

describe('songs that a model was trained on', () => {
  test('are left out unless that is declared', async () => {
    const trained = new Set(
      (await Promise.all(['tiny', 'fine'].map((name) => showModel(workshop, name)))).flatMap(({ manifest }) =>
        manifest.data.songs.map(({ id }) => id),
      ),
    )
    const left = 10 - trained.size
    await human({ name: 'unseen', clips: left })
    const { clips, choice } = await showPool(workshop, 'unseen')
    for (const { provenance } of clips) expect(trained).not.toContain((provenance as { song: string }).song)
    expect(choice?.unseen).toEqual({ songsLeftOut: trained.size, models: ['fine@1', 'tiny@1'] })
    await expect(human({ name: 'more', clips: left + 1 })).rejects.toThrow(
      `${String(trained.size)} songs were left out since fine@1, tiny@1 was trained on them`,
    )
    await human({ name: 'all', clips: 10, seen: 'allowed' })
    expect((await showPool(workshop, 'all')).choice).not.toHaveProperty('unseen')
    const [song] = trained
    const pick = [{ song: song ?? '', bar: 9 }]
    await expect(human({ name: 'known', clips: 1, pick })).rejects.toThrow('Declare seen: allowed')
  })
})

describe('treatment and encoding', () => {
  test('excerpts pass through the encodings of the models that are named, in turn', async () => {
    await buildPool(
      workshop,
      { from: 'tiny', clips: 2, seed: 3, settings: { temperature: 1.5 }, sound },
      work,
    )
    await human({ name: 'in turn', clips: 4, encodedAs: ['fine', 'tiny'], seen: 'allowed' })
    const { clips, settings } = await showPool(workshop, 'in turn')
    expect(clips.map(({ encoding }) => encoding)).toMatchObject([
      { timeStep: 'sixteenth', as: 'fine@1' },
      { timeStep: 'quarter', as: 'tiny@1' },
      { timeStep: 'sixteenth', as: 'fine@1' },
      { timeStep: 'quarter', as: 'tiny@1' },
    ])
    expect(settings).toMatchObject({ encodings: [{ as: 'fine@1' }, { as: 'tiny@1' }] })
    const onsets = (await notesOf('in turn')).map(({ notes }) => notes.map(({ start }) => (start - 1) % 1))
    // Two quarter notes a second, after half a second: a grid of quarter notes has no other onsets.
    for (const i of [1, 3]) expect(new Set(onsets[i])).toEqual(new Set([0]))
    await expect(human({ name: 'no', encodedAs: 'unseen' })).rejects.toThrow('no pool of one')
  })

  test('velocity, pedal and tempo are the same for songs and models, and stored with both', async () => {
    const treatment = { velocity: 64, tempo: 100 }
    await human({ name: 'slow', treatment })
    const settings = { temperature: 1.5 }
    await buildPool(
      workshop,
      { from: 'tiny', name: 'slow tiny', clips: 2, seed: 3, settings, treatment, sound },
      work,
    )
    for (const pool of ['slow', 'slow tiny']) {
      const full = { velocity: 64, pedal: 'none', tempo: 100, timing: 'grid' }
      const { settings: stored, clips } = await showPool(workshop, pool)
      expect(stored).toMatchObject({ treatment: full })
      for (const { provenance } of clips) expect(provenance).toMatchObject({ treatment: full })
      for (const { notes } of await notesOf(pool)) {
        expect(new Set(notes.map(({ velocity }) => velocity))).toEqual(new Set([64]))
        // A quarter note lasts 0.6 s, which is 1.2 of those that clips are kept in.
        for (const { start } of notes) expect(((start - 1) / 1.2 + 1e-6) % 1).toBeLessThan(1e-5)
      }
    }
    const own = { from: 'tiny', name: 'x', clips: 1, seed: 1, settings: { secondsPerToken: 1 } }
    await expect(buildPool(workshop, own, work)).rejects.toThrow('decided by the treatment')
    const asWritten = { timing: 'as written', velocity: 'as written' } as const
    await expect(human({ name: 'x', treatment: asWritten, encodedAs: 'tiny' })).rejects.toThrow('no encoding')
    await human({ name: 'as written', clips: 1, treatment: asWritten })
    expect((await showPool(workshop, 'as written')).clips[0]?.encoding).toEqual({ kind: 'as written' })
  })

  test('clips of an LSTM with finer steps are as long as others', async () => {
    const settings = { temperature: 1.5 }
    await buildPool(workshop, { from: 'fine', clips: 1, seed: 3, settings, sound: { seconds: 20 } }, work)
    const [clip] = await notesOf('fine')
    expect(Math.max(...(clip?.notes ?? []).map(({ end }) => end)) / 2).toBeGreaterThan(19)
  })
})

describe('the choice of excerpts', () => {
  test('by hand is recorded', async () => {
    const { clips } = await showPool(workshop, 'unseen')
    const songs = clips.map(({ provenance }) => (provenance as { song: string }).song)
    const pick = [songs[1], songs[0]].map((song, i) => ({ song: song ?? '', bar: 12 + i }))
    await human({ name: 'picked', pick })
    const pool = await showPool(workshop, 'picked')
    expect(pool.choice).toMatchObject({ byHand: 2, drawn: 2, kept: 2 })
    expect(pool.settings).toMatchObject({ pick })
    expect(pool.clips.map(({ provenance }) => provenance)).toMatchObject(
      pick.map((one) => ({ ...one, chosen: 'by hand' })),
    )
    expect(clips[0]?.provenance).toMatchObject({ chosen: 'by rule' })
    const end = [{ song: songs[0] ?? '', bar: 9999 }]
    await expect(human({ name: 'no', clips: 1, pick: end })).rejects.toThrow('it has no bar 9999')
  })

  test('is matched to a pool, the same way again, and says how well', async () => {
    const match = { to: 'tiny', on: ['density', 'range'] as ('density' | 'range')[] }
    await human({ name: 'matched', match, seen: 'allowed' })
    await human({ name: 'matched again', match, seen: 'allowed' })
    const [one, again] = await Promise.all(
      ['matched', 'matched again'].map((name) => showPool(workshop, name)),
    )
    expect(one?.clips.map(({ notes }) => notes)).toEqual(again?.clips.map(({ notes }) => notes))
    expect(new Set(one?.clips.map(({ piece }) => piece)).size).toBe(2)
    const { matching, drawn = 0, notMatched = 0 } = one?.choice ?? {}
    expect(drawn).toBeGreaterThan(10)
    expect(notMatched).toBeGreaterThan(drawn / 2)
    if (matching?.kind !== 'matched') throw new Error('it is not matched')
    const far = (which: 'before' | 'after') =>
      matching.balance.reduce((sum, row) => sum + (row[which] ?? 0) ** 2, 0)
    expect(far('after')).toBeLessThan(far('before'))
    await expect(human({ name: 'matched', clips: 3, match, seen: 'allowed' })).rejects.toThrow(
      'does not grow',
    )
    await expect(human({ name: 'x', match: { to: 'nothing' } })).rejects.toThrow('no pool "nothing"')
  })
})

describe('gates', () => {
  test('count what they refuse', async () => {
    const request = { from: 'tiny', name: 'stubborn', clips: 2, seed: 3, settings: { temperature: 0 }, sound }
    const { refused } = await buildPool(workshop, { ...request, gates: ['stuck', 'near-duplicate'] }, work)
    const { choice, settings } = await showPool(workshop, 'stubborn')
    expect(settings).toMatchObject({ gates: ['empty', 'too-short', 'near-duplicate', 'stuck'] })
    expect(refused.some(({ reason }) => /^one chord is heard for \d+ % of its music$/.test(reason))).toBe(
      true,
    )
    expect(choice?.refused.map(({ gate }) => gate)).toContain('stuck')
    const sum = (choice?.refused ?? []).reduce((total, { candidates }) => total + candidates, 0)
    expect(choice).toMatchObject({ kept: 2, drawn: 2 + sum })
  })

  test('replace music that cannot be as loud as clips are', async () => {
    const loud = { seen: 'allowed' as const, sound: { ...sound, loudness: -9.2 } }
    const { refused } = await human({ name: 'loud', clips: 2, ...loud })
    expect(refused.map(({ reason }) => reason)).toContain(
      'its sound reaches -9.4 of -9.2 LUFS with peaks of -1 dBTP',
    )
    const { clips, choice } = await showPool(workshop, 'loud')
    for (const { audio } of clips) {
      const { loudness } = await measureMp3(await workshop.storage.get(audio ?? ''))
      expect(Math.abs(loudness + 9.2)).toBeLessThanOrEqual(0.1)
    }
    expect(choice).toMatchObject({ kept: 2, refused: [{ gate: 'empty', candidates: refused.length }] })
    expect((await human({ name: 'loud', clips: 3, ...loud })).refused.length).toBeGreaterThanOrEqual(
      refused.length,
    )
    const tooLoud = { seen: 'allowed' as const, sound: { ...sound, loudness: -9 } }
    await expect(human({ name: 'x', ...tooLoud })).rejects.toThrow(
      /refused by gate: empty 10, the first .*: its sound reaches/,
    )
  })

  test('refuse a pool with numbers where too few candidates pass', async () => {
    const settings = { temperature: 1.5, length: 4 }
    const short = { from: 'tiny', name: 'short', clips: 2, seed: 3, settings, sound }
    await expect(buildPool(workshop, short, work)).rejects.toThrow(
      /Only 0 of 2 clips could be made of \d\d candidates; refused by gate: .*too-short \d+/,
    )
    expect(await database.source.findUnique({ where: { name: 'short' } })).toBeNull()
  })

  test('grow with their pool as if it had been built at once', async () => {
    const request = { name: 'grown', seen: 'allowed' as const, encodedAs: ['tiny', 'fine'] }
    await human({ ...request, clips: 2 })
    await human({ ...request, clips: 4 })
    await human({ ...request, name: 'at once', clips: 4 })
    const [grown, once] = await Promise.all(['grown', 'at once'].map((name) => showPool(workshop, name)))
    expect(grown?.clips.map(({ notes }) => notes)).toEqual(once?.clips.map(({ notes }) => notes))
    expect(grown?.choice).toEqual(once?.choice)
  })

  test('tell a copy of a song from an excerpt of it', async () => {
    await human({ name: 'own', clips: 1, gates: ['copies'], seen: 'allowed', sound: { seconds: 30 } })
    const [music] = await notesOf('own')
    const [clip] = (await showPool(workshop, 'own')).clips
    const { song } = clip?.provenance as { song: string }
    const candidate = { encoding: clip?.encoding as object, song } as unknown as Candidate
    const { song: _, ...copy } = candidate
    const request = checkRequest({ from: 'starter', clips: 1, seed: 1, sound: { seconds: 30 } })
    const origin = await findOrigin(workshop, request)
    const gate = await openCopiesGate(workshop, request, origin, work)
    if (!music) throw new Error('there is no clip')
    expect(await gate(candidate, music)).toBeNull()
    expect(await gate(copy, music)).toMatch(`it copies ${song}`)
    // A model that was not trained on the song cannot have copied it.
    const others = {
      ...origin,
      compared: { data: 'starter', songs: ({ id }: { id: string }) => id !== song },
    }
    const model = await openCopiesGate(workshop, request, others, work)
    expect(await model(copy, music)).toBeNull()
  })

  test('for copies need the songs', async () => {
    const lost = { from: 'tiny', name: 'x', clips: 1, seed: 1, gates: ['copies' as const] }
    await database.dataSet.update({ where: { name: 'starter' }, data: { name: 'moved' } })
    await expect(buildPool(workshop, lost, work)).rejects.toThrow('needs the songs of the data set "starter"')
    await database.dataSet.update({ where: { name: 'moved' }, data: { name: 'starter' } })
  })
})

test('a clip that copies a human excerpt is of its piece, in another key too', async () => {
  await human({ name: 'originals', sound: { seconds: 30 }, seen: 'allowed', seed: 5 })
  const { clips } = await showPool(workshop, 'originals')
  const rows = await database.clip.findMany({
    where: { source: { name: 'originals' } },
    orderBy: { name: 'asc' },
  })
  const [music] = await notesOf('originals')
  if (!music || !rows[0]) throw new Error('there are no clips')
  const copy = transpose(music, 2)
  // As a pool of an older version: its fingerprint is found in its notes.
  await database.clip.update({ where: { id: rows[0].id }, data: { fingerprint: null } })
  const [piece, other] = await database.$transaction((tx) =>
    piecesOf(workshop, tx, [
      { title: 'a copy', fingerprint: fingerprint(copy) },
      { title: 'no copy', fingerprint: fingerprint({ ...music, notes: music.notes.slice(0, 3) }) },
    ]),
  )
  expect(piece).toBe(rows[0].pieceId)
  expect(other).not.toBe(piece)
  expect(writeScore(copy)).not.toEqual(writeScore(music))
  expect(clips).toHaveLength(2)
})

test('a clip like one of another song makes one piece of both songs, also for the clips after it', async () => {
  const [music] = await notesOf('originals')
  const clip = await database.clip.findFirstOrThrow({
    where: { source: { name: 'originals' } },
    orderBy: { name: 'asc' },
  })
  if (!music) throw new Error('there are no clips')
  const one = await database.piece.create({ data: { title: 'another song' } })
  const short = { ...music, notes: music.notes.slice(0, 3) }
  const pieces = await database.$transaction((tx) =>
    piecesOf(workshop, tx, [
      { title: 'of one, and like a clip of two', pieceId: one.id, fingerprint: fingerprint(music) },
      { title: 'of two', pieceId: clip.pieceId, fingerprint: fingerprint(short) },
    ]),
  )
  expect(pieces).toEqual([one.id, one.id])
  expect(await database.piece.findUnique({ where: { id: clip.pieceId } })).toBeNull()
  expect(await database.clip.findUnique({ where: { id: clip.id } })).toMatchObject({ pieceId: one.id })
  const stale = [{ title: 'of two', pieceId: clip.pieceId, fingerprint: fingerprint(short) }]
  await expect(database.$transaction((tx) => piecesOf(workshop, tx, stale))).rejects.toThrow(
    'grouped anew while their clips were made',
  )
})

test('a pool whose study opens while its clips are rendered does not grow, nor do two builders add the same', async () => {
  await human({ name: 'growing' })
  const source = await database.source.findUniqueOrThrow({ where: { name: 'growing' } })
  const study = await database.study.create({ data: { slug: 'opening', status: 'draft' } })
  const sources = { create: { sourceId: source.id, position: 0, label: 'Human', clips: 2 } }
  await database.studyVersion.create({ data: { studyId: study.id, number: 1, file: {}, hash: 'x', sources } })
  const grow = (onProgress: (progress: Progress) => void = () => undefined) =>
    buildPool(
      workshop,
      { from: 'starter', clips: 3, seed: 1, sound, name: 'growing' },
      { ...work, onProgress },
    )
  let opened: Promise<unknown> | undefined
  const open = () => {
    // Prisma begins when it is awaited.
    opened ??= database.study
      .update({ where: { slug: 'opening' }, data: { status: 'open' } })
      .then(() => undefined)
  }
  await expect(grow(open)).rejects.toThrow('belongs to the study "opening", which is open')
  await opened
  expect(await database.clip.count({ where: { sourceId: source.id } })).toBe(2)
  await database.study.update({ where: { slug: 'opening' }, data: { status: 'draft' } })
  const fresh = () => human({ name: 'fresh' })
  const ended = await Promise.allSettled([grow(), grow(), fresh(), fresh()])
  expect(await database.clip.count({ where: { sourceId: source.id } })).toBe(3)
  expect(await database.clip.count({ where: { source: { name: 'fresh' } } })).toBe(2)
  for (const one of ended)
    if (one.status === 'rejected')
      expect((one.reason as Error).message).toMatch(/^Clips were added to the pool "(growing|fresh)"/)
})
