import { testDatabase } from '@earshot/database/test-database'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { exampleFile, makeSources } from './example-study.ts'
import { studyResults } from './results.ts'
import { createStudy } from './studies.ts'

const { database } = await testDatabase()
const treatment = { velocity: 80, pedal: 'none', tempo: 120, timing: 'grid' }
const alike = { treatment, gates: ['empty', 'too-short'], sound: { seconds: 30, lead: 0.5 }, seen: 'refused' }
const create = (slug: string, changes = {}) => createStudy(database, exampleFile(slug, changes), 'test')
const set = (name: string, settings: object) =>
  database.source.update({ where: { name }, data: { settings: { ...alike, ...settings } } })

beforeAll(() => makeSources(database))
beforeEach(async () => {
  for (const name of ['human', 'autoencoder', 'lstm']) await set(name, {})
})

test('sources that were made alike, or before that was recorded, may be compared', async () => {
  await create('alike')
  await database.source.update({ where: { name: 'human' }, data: { settings: { seed: 1, sound: {} } } })
  await create('older')
})

test('different treatments and sound settings are refused, with sources and fields', async () => {
  await set('lstm', { treatment: { ...treatment, velocity: 64, tempo: 'as written' } })
  await expect(create('treated')).rejects.toThrow(
    'The sources are treated differently: velocity (human: 80, autoencoder: 80, lstm: 64); tempo (human: 120, autoencoder: 120, lstm: as written).',
  )
  await set('lstm', { sound: { seconds: 30, lead: 1 } })
  await expect(create('louder')).rejects.toThrow(
    'rendered differently: lead (human: 0.5, autoencoder: 0.5, lstm: 1)',
  )
  expect(await database.study.count({ where: { slug: { in: ['treated', 'louder'] } } })).toBe(0)
})

test('clips of other renderers or recordings are refused, of the first version too', async () => {
  const made = (name: string, rendering: object) =>
    database.clip.updateMany({ where: { source: { name } }, data: { provenance: { rendering } } })
  await made('human', { renderer: 2, instrument: 'a'.repeat(64) })
  await made('lstm', { loudness: -20, provenance: { renderer: 1, instrument: 'a'.repeat(64) } })
  await expect(create('rendered')).rejects.toThrow(
    'The sources are rendered differently: renderer (human: 2, lstm: 1).',
  )
  await made('lstm', { renderer: 2, instrument: 'b'.repeat(64) })
  await expect(create('rendered')).rejects.toThrow(
    'rendered differently: recordings (human: aaaaaaaaaaaa, lstm: bbbbbbbbbbbb)',
  )
  await made('lstm', { renderer: 2, instrument: 'a'.repeat(64) })
  await create('rendered')
})

test('different gates are refused unless the study file declares them', async () => {
  await set('lstm', { gates: ['empty', 'too-short', 'stuck'] })
  await expect(create('gated')).rejects.toThrow(
    'different gates: stuck (human: off, autoencoder: off, lstm: on). Build them alike, or declare "gates: different"',
  )
  await create('gated', { gates: 'different' })
  const results = await studyResults(database, 'gated', 'real')
  expect(results?.sources.map(({ chosen }) => chosen?.gates?.includes('stuck'))).toEqual([false, false, true])
})

test('human songs in an encoding of no model are refused unless the study file declares them', async () => {
  const encoding = (one: object) =>
    database.model.updateMany({ where: { name: 'model' }, data: { manifest: { encoding: one } } })
  await encoding({ kind: 'tokens', timeStep: 'sixteenth' })
  await set('human', { encodings: [{ kind: 'tokens', timeStep: 'quarter' }] })
  await expect(create('coarse')).rejects.toThrow(
    'The songs of "human" passed through an encoding that no model of the study has: chords of quarter notes.',
  )
  await create('coarse', { encoding: 'different' })
  await set('human', { encodings: [{ kind: 'bar-rolls' }] })
  await expect(create('rolls')).rejects.toThrow('rolls of bars')
  await encoding({ kind: 'bar-rolls', cells: 96 })
  await create('rolls')
  await set('human', { encodings: [{ kind: 'as written' }] })
  await create('written')
  await encoding({})
})

test('human clips of songs that a model of the study knows are refused unless their source declared it', async () => {
  const [clip] = await database.clip.findMany({ where: { source: { name: 'human' } } })
  const dataSet = await database.dataSet.create({ data: { name: 'songs' } })
  const song = { dataSetId: dataSet.id, pieceId: clip?.pieceId ?? '', title: 'Known', notes: '' }
  await database.song.create({ data: { ...song, identity: 'known', noteHash: 'hash' } })
  const knows = (songs: object[]) =>
    database.model.updateMany({ where: { name: 'model' }, data: { manifest: { data: { songs } } } })
  for (const one of [{ id: 'known' }, { id: 'under another name', hash: 'hash' }]) {
    await knows([{ id: 'other', hash: 'other' }, one])
    await expect(create('seen')).rejects.toThrow(
      '"human" holds 1 clip(s) of songs that model@1 was trained on',
    )
  }
  await set('human', { seen: 'allowed' })
  await create('seen')
  const results = await studyResults(database, 'seen', 'real')
  expect(results?.sources[0]?.chosen?.seen).toEqual({ clips: 1, models: ['model@1'], declared: true })
  expect(results?.sources[1]?.chosen).not.toHaveProperty('seen')
  // A song that is no longer here is known by the provenance of its clip.
  await database.song.deleteMany()
  await set('human', {})
  await create('gone')
  await database.clip.update({ where: { id: clip?.id ?? '' }, data: { provenance: { song: 'other' } } })
  await expect(create('gone-too')).rejects.toThrow('was trained on')
})
