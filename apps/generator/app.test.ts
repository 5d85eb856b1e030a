import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { assertPlain } from '@earshot/audio/mp3'
import { generatorRoutes } from '@earshot/contract/generator'
import { createClient, type Client, type Input } from '@earshot/contract/route'
import { packModel } from '@earshot/models/files/model-file'
import { openQueue, type Queue } from '@earshot/database/queue'
import { testDatabase } from '@earshot/database/test-database'
import { readMidi } from '@earshot/music/midi'
import { openWorkshop, type Workshop } from '@earshot/workshop/workshop'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from './app.ts'
import { readEnvironment } from './env.ts'
import { startWorker } from './worker.ts'

const { url } = await testDatabase()
const token = 'a secret of the test'
const starter = fileURLToPath(new URL('../../content/starter', import.meta.url))

let folder = ''
let workshop: Workshop
let queue: Queue
let app: FastifyInstance
let address = ''
let client: Client<typeof generatorRoutes>
let rendered: Promise<void>
const stopping = new AbortController()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-generator-'))
  workshop = openWorkshop({ databaseUrl: url, storageUrl: pathToFileURL(join(folder, 'files')).href })
  queue = await openQueue(url)
  app = await buildApp({ workshop, queue, token })
  ;({ rendered } = await startWorker(workshop, queue, pino({ level: 'silent' }), stopping.signal))
  address = await app.listen({ port: 0 })
  client = createClient(generatorRoutes, address, { authorization: `Bearer ${token}` })
})
afterAll(async () => {
  stopping.abort()
  await app.close()
  await queue.close()
  await rendered
  await workshop.close()
  await rm(folder, { recursive: true })
})

async function finished(id: string) {
  await expect
    .poll(async () => (await client.showJob({ params: { id } })).status, { timeout: 60_000, interval: 200 })
    .toMatch(/done|failed|cancelled/)
  return client.showJob({ params: { id } })
}

const midi = async () => (await readFile(join(starter, 'satie-gymnopedie-no1.mid'))).toString('base64')

/** What each route is given to try it; a route that is missing here does not compile. */
const cases: {
  [Name in keyof typeof generatorRoutes]: () => Promise<Input<(typeof generatorRoutes)[Name]>> | object
} = {
  health: () => ({}),
  listModels: () => ({}),
  showModel: () => ({ params: { name: 'nobody' } }),
  modelFile: () => ({ params: { name: 'nobody@2' } }),
  importModel: () => ({ body: { file: 'AAAA' } }),
  deleteModel: () => ({ params: { name: 'nobody' } }),
  generate: () => ({ params: { name: 'nobody' }, body: { count: 1, seed: 1 } }),
  render: async () => ({ body: { midi: await midi(), seconds: 6 } }),
  preview: async () => ({ body: { midi: await midi(), seconds: 6 } }),
  listJobs: () => ({ query: {} }),
  createJob: () => ({ body: { kind: 'import_data', input: { paths: [starter], name: 'case' } } }),
  showJob: () => ({ params: { id: '00000000-0000-4000-8000-000000000000' } }),
  jobCurve: () => ({ params: { id: '00000000-0000-4000-8000-000000000000' }, query: {} }),
  resumeJob: () => ({ params: { id: '00000000-0000-4000-8000-000000000000' } }),
  cancelJob: () => ({ params: { id: '00000000-0000-4000-8000-000000000000' } }),
}

describe('the secret', () => {
  test.each(Object.keys(cases) as (keyof typeof cases)[])('guards %s unless it is health', async (name) => {
    const stranger = createClient(generatorRoutes, address, { authorization: 'Bearer a guess' })
    const call = stranger[name] as (input: unknown) => Promise<unknown>
    const input = await Promise.resolve(cases[name]())
    if (name === 'health')
      await expect(call(input)).resolves.toMatchObject({ status: 'ok', database: 'connected' })
    else
      await expect(call(input)).rejects.toMatchObject({
        status: 401,
        message: expect.stringContaining('secret') as string,
      })
  })

  test('guards the documentation too', async () => {
    expect((await app.inject('/docs/json')).statusCode).toBe(401)
    const docs = await app.inject({ url: '/docs/json', headers: { authorization: `Bearer ${token}` } })
    expect(Object.keys(docs.json<{ paths: object }>().paths)).toContain('/models/{name}/songs')
  })
})

test('health names the backend and why there is no better one', async () => {
  const { backend } = await client.health({})
  expect(['gpu', 'native', 'wasm', 'cpu']).toContain(backend.name)
})

test('an import, a training and songs go through the queue', async () => {
  const imported = await client.createJob({
    body: { kind: 'import_data', input: { paths: [starter], name: 'starter' } },
  })
  expect(await finished(imported.id)).toMatchObject({ status: 'done', result: { songs: 10 } })
  const options = { layers: [8], dense: 8, epochs: 1, songs: 2 }
  const input = { architecture: 'lstm', data: 'starter', name: 'tiny', options }
  const training = await client.createJob({ body: { kind: 'train_model', input } })
  expect(await finished(training.id)).toMatchObject({ status: 'done', result: { name: 'tiny' } })
  const { points } = await client.jobCurve({ params: { id: training.id }, query: {} })
  expect(points).toMatchObject([{ epoch: 1, loss: expect.any(Number) as number }])
  expect((await client.jobCurve({ params: { id: training.id }, query: { after: 1 } })).points).toEqual([])
  expect((await client.listModels({})).models).toMatchObject([{ name: 'tiny', architecture: 'lstm' }])
  expect((await client.listJobs({ query: {} })).jobs.map(({ id }) => id)).toEqual([training.id, imported.id])

  const request = { params: { name: 'tiny' }, body: { count: 2, seed: 3, settings: { temperature: 1 } } }
  const { songs } = await client.generate(request)
  expect(songs).toHaveLength(2)
  expect((await client.generate(request)).songs).toEqual(songs)
  const { score } = readMidi(Buffer.from(songs[0]?.midi ?? '', 'base64'))
  expect(score.notes).toHaveLength(songs[0]?.notes ?? NaN)
})

test('a client that goes away frees the machine', async () => {
  const leaving = new AbortController()
  const busy = async () => {
    const before = performance.eventLoopUtilization()
    await sleep(300)
    return performance.eventLoopUtilization(before).utilization
  }
  const body = JSON.stringify({ count: 16, seed: 1, settings: { length: 10_000 } })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const request = { method: 'POST', headers, body, signal: leaving.signal }
  const answer = fetch(`${address}/models/tiny/songs`, request)
  await expect.poll(busy, { timeout: 10_000 }).toBeGreaterThan(0.6)
  // Others are answered meanwhile.
  expect(await client.health({})).toMatchObject({ status: 'ok' })
  leaving.abort()
  await expect(answer).rejects.toThrow('aborted')
  await expect.poll(busy, { timeout: 10_000 }).toBeLessThan(0.3)
})

test('a model goes out as its file and comes back as it was', async () => {
  const shown = await client.showModel({ params: { name: 'tiny' } })
  expect(shown).toMatchObject({
    name: 'tiny',
    version: 1,
    manifest: { name: 'tiny', data: { name: 'starter' } },
  })
  const file = Buffer.from(await client.modelFile({ params: { name: 'tiny@1' } }))
  expect(file).toHaveLength(shown.bytes ?? NaN)
  expect(await client.importModel({ body: { file: file.toString('base64') } })).toMatchObject({ version: 1 })
  expect(await client.deleteModel({ params: { name: 'tiny' } })).toEqual({
    ...{ name: 'tiny', version: 1, deleted: true },
  })
  const packed = Buffer.from(await packModel(file)).toString('base64')
  const again = await client.importModel({ body: { file: packed, packed: true } })
  // The number of a deleted version is not given again.
  expect(again).toMatchObject({ name: 'tiny', version: 2, file: shown.file })
})

test('a failed job says why, a cancelled one is over', async () => {
  const input = { architecture: 'lstm', data: 'none', name: 'x' }
  const failing = await client.createJob({ body: { kind: 'train_model', input } })
  expect(await finished(failing.id)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('no data set') as string,
  })
  const endless = {
    architecture: 'lstm',
    data: 'starter',
    name: 'y',
    options: { layers: [8], dense: 8, epochs: 100_000 },
  }
  const cancelled = await client.createJob({ body: { kind: 'train_model', input: endless } })
  const params = { id: cancelled.id }
  await expect
    .poll(async () => (await client.jobCurve({ params, query: {} })).points.length, { timeout: 60_000 })
    .toBeGreaterThan(3)
  expect(await client.cancelJob({ params })).toMatchObject({ status: 'cancelled' })
  // Its best weights become a model, and it can be resumed.
  await expect
    .poll(async () => (await client.listModels({})).models.map(({ name }) => name), { timeout: 60_000 })
    .toContain('y')
  expect((await client.resumeJob({ params })).status).toMatch(/queued|running/)
  await expect(client.resumeJob({ params })).rejects.toMatchObject({ status: 422 })
  expect(await client.cancelJob({ params })).toMatchObject({ status: 'cancelled' })
})

test('a MIDI file becomes a clip without tags, always of one length', async () => {
  const clip = await client.render({ body: { midi: await midi(), seconds: 6 } })
  expect(assertPlain(clip)).toBe(251)
  const other = await client.render({ body: { midi: await midi(), from: 20, seconds: 6 } })
  expect(other.length).toBe(clip.length)
  expect(Buffer.compare(other, clip)).not.toBe(0)
})

test('a MIDI file is heard while it is made, and is as long as was told', async () => {
  const { bytes, parts } = await client.preview({ body: { midi: await midi(), seconds: 8 } })
  const received: Uint8Array[] = []
  for await (const part of parts) received.push(part)
  const audio = new Uint8Array(Buffer.concat(received))
  expect(audio).toHaveLength(bytes)
  expect(assertPlain(audio)).toBe(335)
})

describe('bad input gets a sentence', () => {
  const headers = { authorization: `Bearer ${token}` }
  test.each([
    ['an unknown model', '/models/nobody/songs', { count: 1, seed: 1 }, 422, /no model "nobody"/],
    ['a wrong count', '/models/tiny/songs', { count: 0, seed: 1 }, 400, /count/],
    ['an unknown field', '/models/tiny/songs', { count: 1, seed: 1, extra: 1 }, 400, /extra/],
    ['no MIDI', '/render', { midi: 'bm8gbWlkaQ==' }, 422, /MIDI file cannot be made a clip/],
    ['a wrong job', '/jobs', { kind: 'build_pool', input: { from: 'x' } }, 422, /clips/],
    ['no model', '/models', { file: 'AAAA' }, 422, /not imported: weights file: shorter/],
    ['no brotli', '/models', { file: 'AAAA', packed: true }, 422, /no whole brotli/],
    ['no file', '/models', {}, 400, /file/],
    ['an unknown kind', '/jobs', { kind: 'nonsense', input: {} }, 400, /kind/],
  ])('%s', async (_, path, payload, status, message) => {
    const reply = await app.inject({ method: 'POST', url: path, headers, payload })
    expect(reply.statusCode).toBe(status)
    expect(reply.json<{ error: string }>().error).toMatch(message)
  })

  test('an unknown address, broken JSON and too large a body', async () => {
    expect((await app.inject({ url: '/nothing', headers })).json()).toEqual({
      error: 'There is nothing at GET /nothing.',
    })
    const broken = { ...headers, 'content-type': 'application/json' }
    expect(
      (await app.inject({ method: 'POST', url: '/jobs', headers: broken, payload: '{' })).statusCode,
    ).toBe(400)
    const payload = JSON.stringify({ midi: 'A'.repeat(6_000_000) })
    expect((await app.inject({ method: 'POST', url: '/render', headers: broken, payload })).statusCode).toBe(
      413,
    )
  })

  test('what breaks inside is not told', async () => {
    await workshop.database.job.create({ data: { kind: 'import_data', input: {}, progress: 'no object' } })
    const reply = await app.inject({ url: '/jobs', headers })
    expect(reply.statusCode).toBe(500)
    expect(reply.json()).toEqual({ error: 'The generator failed. Its log says why.' })
  })
})

test('the environment names what is wrong', () => {
  expect(() => readEnvironment({})).toThrow(/DATABASE_URL[\s\S]*GENERATOR_TOKEN/)
  const environment = {
    DATABASE_URL: 'postgresql://x/y',
    STORAGE_URL: 'file:///x',
    GENERATOR_TOKEN: 'x'.repeat(16),
  }
  expect(readEnvironment(environment)).toMatchObject({ GENERATOR_HOST: '127.0.0.1', GENERATOR_PORT: 4000 })
})
