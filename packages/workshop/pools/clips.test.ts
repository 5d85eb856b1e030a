import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { createClipMaker } from '@earshot/audio/clip'
import { clipSettingsSchema, settingsHash } from '@earshot/audio/settings'
import { readScore, writeScore } from '@earshot/data-sets/score-file'
import { importDataSet } from '@earshot/data-sets/import'
import { cancelJob, requeueJob } from '@earshot/jobs/job-rows'
import { StoppedError, type Progress } from '@earshot/jobs/work'
import { excerpt } from '@earshot/music/excerpt'
import { perform } from '@earshot/music/notes'
import { sha256 } from '@earshot/storage/storage'
import { beforeAll, describe, expect, test } from 'vitest'
import { createJob, runJob } from '../jobs.ts'
import { generateSongs } from '../registry/models.ts'
import { trainModel } from '../training/train-model.ts'
import { starter, testWork, testWorkshop } from '../test-workshop.ts'
import type { Workshop } from '../workshop.ts'
import { showClip } from './clips.ts'
import { buildPool, showPool } from './pools.ts'
import { reproduceClip, type Reproduction } from './reproduce.ts'
import type { PoolRequestInput } from './request.ts'

const { workshop, database, folder } = await testWorkshop()
const sound = { seconds: 4, fadeOut: 0.5 } as const
const work = testWork()

beforeAll(async () => {
  await importDataSet(workshop, { paths: [starter], name: 'starter' }, work)
  const options = { layers: [8], dense: 8, epochs: 1, songs: 2 }
  await trainModel(workshop, { architecture: 'lstm', data: 'starter', name: 'tiny', options }, work)
  const small = { perBar: [16, 8], perSong: [8, 4], epochs: 1, songs: 2, tempo: null }
  await trainModel(
    workshop,
    { architecture: 'autoencoder', data: 'starter', name: 'rolls', options: small },
    work,
  )
  await buildPool(workshop, { from: 'starter', name: 'human', clips: 2, seed: 1, sound }, work)
  const settings = { temperature: 1.5 }
  await buildPool(workshop, { from: 'tiny', clips: 2, seed: 9, settings, sound }, work)
})

const differing = ({ steps }: Reproduction): Record<string, string | null> =>
  Object.fromEntries(steps.filter(({ agrees }) => !agrees).map(({ step, why }) => [step, why]))

describe('show', () => {
  test('a generated clip says everything that it was made of', async () => {
    const clip = await showClip(workshop, 'tiny/002')
    const { name: backend } = await workshop.backend()
    const model = await database.model.findFirstOrThrow({ where: { name: 'tiny' } })
    expect(clip).toMatchObject({
      pool: 'tiny',
      name: '002',
      kind: 'generated',
      title: 'tiny, song 2 of seed 9',
      seconds: 4,
      generated: { model: 'tiny', version: 1, weights: model.file, backend, settings: { seed: 9, song: 1 } },
      human: null,
      rendering: {
        settings: clipSettingsSchema.parse(sound),
        settingsHash: settingsHash(sound),
        notes: clip.notes,
        audio: clip.audio,
        report: { loudness: expect.closeTo(-20, 1) as number, peak: expect.any(Number) as number },
      },
    })
    expect(await workshop.storage.size(clip.audio ?? '')).toBe(clip.bytes)
    expect(await showClip(workshop, clip.id)).toEqual(clip)
  })

  test('a human clip names song and bar', async () => {
    const { human, generated } = await showClip(workshop, 'human/001')
    const song = await database.song.findFirstOrThrow({ where: { identity: human?.song ?? '' } })
    expect(generated).toBeNull()
    expect(human).toMatchObject({ dataSet: 'starter', title: song.title, notes: song.noteHash })
    expect(human?.bar).toBeGreaterThan(8)
  })

  test.each(['tiny', 'tiny/999', 'nobody/001', '00000000-0000-4000-8000-000000000000', '/001'])(
    '"%s" is no clip, in words',
    async (reference) => {
      await expect(showClip(workshop, reference)).rejects.toThrow(`There is no clip "${reference}"`)
    },
  )

  test('a clip of imported ratings has no provenance, and is not reproduced', async () => {
    const source = await database.source.create({
      data: { name: 'reported', kind: 'reported', settings: {} },
    })
    const piece = await database.piece.create({ data: { title: 'unknown' } })
    const data = { sourceId: source.id, pieceId: piece.id, name: '001', encoding: {} }
    await database.clip.create({ data: { ...data, provenance: { reported: 'paper' } } })
    const clip = await showClip(workshop, 'reported/001')
    expect(clip).toMatchObject({ generated: null, human: null, rendering: null, audio: null, bytes: null })
    await expect(reproduceClip(workshop, 'reported/001', work)).rejects.toThrow('has no audio')
  })
})

describe('reproduce', () => {
  test.each(['human/001', 'human/002', 'tiny/001', 'tiny/002'])(
    '%s is the same to the byte',
    async (clip) => {
      const found = await reproduceClip(workshop, clip, work)
      expect(differing(found)).toEqual({})
      expect(found).toMatchObject({ clip, reproduced: true })
      expect(found.steps.map(({ step }) => step)).toEqual([
        clip.startsWith('human') ? 'song' : 'model',
        ...['notes', 'settings', 'renderer', 'recordings', 'audio', 'file'],
      ])
    },
  )

  test.each<[string, Partial<PoolRequestInput>]>([
    [
      'as written',
      {
        treatment: { velocity: 'as written', pedal: 'as written', tempo: 'as written', timing: 'as written' },
      },
    ],
    ['slower, with its pedal', { treatment: { velocity: 'as written', pedal: 'as written', tempo: 76.5 } }],
    ['of sixteenths', { timeStep: 'sixteenth', skipBars: 2 }],
    ['of the autoencoder\u2019s rolls', { encodedAs: 'rolls' }],
    ['of two encodings in turn', { encodedAs: ['tiny', 'rolls'] }],
    ['matched', { match: { to: 'tiny' } }],
  ])('human clips %s are the same to the byte', async (title, changes) => {
    const name = title.replaceAll(/\W+/g, '-')
    await buildPool(workshop, { from: 'starter', name, clips: 2, seed: 5, sound, ...changes }, work)
    for (const clip of [`${name}/001`, `${name}/002`]) {
      const found = await reproduceClip(workshop, clip, work)
      expect(differing(found)).toEqual({})
      expect(found.reproduced).toBe(true)
    }
  })

  test('a clip is what its music sounds like without pools, storage and threads', async () => {
    const { audio, generated } = await showClip(workshop, 'tiny/001')
    const { song, ...settings } = generated?.settings ?? { seed: 0, count: 1, song: 0 }
    const songs = await generateSongs(workshop, 'tiny', settings)
    const performance = excerpt(perform(songs[song]?.score ?? ({} as never)), 0, 4, 0.5)
    const made = await createClipMaker().make(performance, sound)
    expect(sha256(made.audio)).toBe(audio)
  })

  /** Changes a clip, says which steps then differ and why, and changes it back. */
  async function changed(reference: string, change: (provenance: Record<string, never>) => object) {
    const { id } = await showClip(workshop, reference)
    const { provenance, notes, audio } = await database.clip.findUniqueOrThrow({ where: { id } })
    await database.clip.update({
      where: { id },
      data: change(structuredClone(provenance) as Record<string, never>),
    })
    try {
      return differing(await reproduceClip(workshop, reference, work))
    } finally {
      await database.clip.update({ where: { id }, data: { provenance: provenance ?? {}, notes, audio } })
    }
  }

  test('another renderer, other recordings and another backend are told apart', async () => {
    const rendering = (changes: object) => (provenance: Record<string, never>) => ({
      provenance: { ...provenance, rendering: { ...(provenance.rendering as object), ...changes } },
    })
    expect(await changed('tiny/001', rendering({ renderer: 0 }))).toEqual({
      renderer: 'this Earshot renders otherwise',
    })
    expect(await changed('tiny/001', rendering({ instrument: '0'.repeat(64) }))).toEqual({
      recordings: expect.stringContaining('recordings') as string,
    })
    const louder = { settings: { ...clipSettingsSchema.parse(sound), loudness: -25 } }
    expect(Object.keys(await changed('tiny/001', rendering(louder)))).toEqual(['settings', 'audio'])
    const elsewhere = (provenance: Record<string, never>) => ({
      provenance: {
        ...provenance,
        backend: 'abacus',
        settings: { ...(provenance.settings as object), song: 1 },
      },
    })
    expect(await changed('tiny/001', elsewhere)).toMatchObject({
      notes: expect.stringMatching(/abacus.*EARSHOT_BACKEND/) as string,
    })
  })

  test('a model and a song that are not here are named; the audio is compared all the same', async () => {
    const model = (provenance: object) => ({ provenance: { ...provenance, version: 7 } })
    expect(await changed('tiny/001', model)).toEqual({
      model: expect.stringContaining('There is no "tiny@7"') as string,
      notes: 'the music could not be made again',
    })
    const song = (provenance: object) => ({ provenance: { ...provenance, song: 'lost' } })
    expect(await changed('human/001', song)).toMatchObject({
      song: expect.stringMatching(/no song "lost"/) as string,
    })
  })

  test('another excerpt has other notes, and a clip with the audio of another is found out', async () => {
    const { audio } = await showClip(workshop, 'human/002')
    expect(Object.keys(await changed('human/001', () => ({ audio })))).toEqual(['audio'])
    const later = (provenance: Record<string, never>) => ({ provenance: { ...provenance, from: 0 } })
    expect(Object.keys(await changed('human/001', later))).toEqual(['notes'])
  })

  test('notes that another Node.js compressed otherwise are the same notes', async () => {
    const { notes } = await showClip(workshop, 'tiny/001')
    const score = brotliDecompressSync(await workshop.storage.get(notes ?? ''))
    const otherwise = brotliCompressSync(score, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })
    const stored = await workshop.storage.put(new Uint8Array(otherwise))
    expect(stored).not.toBe(notes)
    expect(await changed('tiny/001', () => ({ notes: stored }))).toEqual({})
  })

  test('a file that was damaged differs, and so do lost notes by nothing', async () => {
    const { audio, notes } = await showClip(workshop, 'tiny/001')
    const place = (hash: string | null) =>
      join(folder, 'files', hash?.slice(0, 2) ?? '', hash?.slice(2, 4) ?? '', hash ?? '')
    const [whole, score] = await Promise.all([audio, notes].map((hash) => workshop.storage.get(hash ?? '')))
    await writeFile(place(audio), 'x')
    await rm(place(notes))
    expect(differing(await reproduceClip(workshop, 'tiny/001', work))).toEqual({
      file: expect.stringContaining('is damaged') as string,
    })
    await writeFile(place(audio), whole ?? '')
    await writeFile(place(notes), score ?? '')
  })

  test('a clip of the first version is read as far as it goes, and reproduced', async () => {
    const first = (provenance: Record<string, never>) => {
      const { backend, rendering, ...origin } = provenance as Record<string, never> & {
        backend: string
        rendering: { renderer: number; settingsHash: string; instrument: string; report: object }
      }
      expect(backend).toBeDefined()
      const { renderer, settingsHash: settings, instrument, report } = rendering
      return {
        provenance: { ...origin, rendering: { ...report, provenance: { renderer, settings, instrument } } },
      }
    }
    expect(await changed('tiny/001', first)).toEqual({})
  })
})

test('the notes of a clip are read back as they were written', async () => {
  const { notes } = await showClip(workshop, 'human/001')
  const bytes = await workshop.storage.get(notes ?? '')
  expect(writeScore(readScore(bytes))).toEqual(bytes)
})

test('a job that is cancelled while its clips are rendered leaves no pool; taken up again it goes on', async () => {
  const input = { from: 'starter', name: 'stopped', clips: 8, seed: 3, seen: 'allowed', sound }
  const { id } = await createJob(database, 'build_pool', input)
  const rows = () =>
    Promise.all([
      database.source.count(),
      database.clip.count(),
      database.piece.count(),
      database.rendering.count({ where: { audio: null } }),
    ])
  const before = await rows()
  let cancelled = false
  const onProgress = ({ text }: Progress) => {
    if (cancelled || !/^rendered [2-4] of 8/.test(text)) return
    cancelled = true
    void cancelJob(database, id, new Date())
  }
  const slow = { ...workshop, clips: { ...workshop.clips, size: 0, make: later(workshop) } }
  await expect(runJob(slow, id, { ...work, onProgress })).rejects.toThrow(StoppedError)
  expect(await rows()).toEqual(before)
  expect(await database.job.findUnique({ where: { id } })).toMatchObject({ status: 'cancelled' })
  expect(await requeueJob(database, id)).toBe(true)
  const told: string[] = []
  await runJob(workshop, id, { ...work, onProgress: ({ text }) => told.push(text) })
  expect(told.find((text) => text.startsWith('rendered'))).toMatch(
    /^rendered [2-7] of 8, [2-7] from the cache/,
  )
  expect((await showPool(workshop, 'stopped')).clips).toHaveLength(8)
})

/** Renders as ever, but a job has the time to notice that it was cancelled. */
const later =
  ({ clips }: Workshop): Workshop['clips']['make'] =>
  async (...given) => {
    await sleep(300)
    return clips.make(...given)
  }
