import { createServer, type Server } from 'node:http'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { surveyRoutes } from '@earshot/contract/survey'
import { importDataSet } from '@earshot/data-sets/import'
import { checkOriginality } from '@earshot/data-sets/originality-check'
import { testDatabase } from '@earshot/database/test-database'
import { readMidi } from '@earshot/music/midi'
import { openStorage } from '@earshot/storage/storage'
import { NextRequest } from 'next/server'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { GET as dataSets } from '../app/api/data/route.ts'
import { GET as dataSet } from '../app/api/data/[name]/route.ts'
import { GET as songs } from '../app/api/data/[name]/songs/route.ts'
import { GET as compare } from '../app/api/data/compare/route.ts'
import { GET as originality } from '../app/api/data/[name]/originality/route.ts'
import { GET as song } from '../app/api/data/[name]/songs/[id]/route.ts'
import { GET as audio } from '../app/api/data/[name]/songs/[id]/audio/route.ts'
import { GET as midi } from '../app/api/data/[name]/songs/[id]/midi/route.ts'
import { findNeighbours } from '@earshot/data-sets/neighbours'

const secret = 'known to researchers'
const starter = fileURLToPath(new URL('../../../content/starter', import.meta.url))
const { database, url } = await testDatabase()
const folder = await mkdtemp(join(tmpdir(), 'earshot-data-routes-'))
const storage = openStorage(pathToFileURL(folder).href)

const work = { onProgress: () => undefined, signal: new AbortController().signal, now: () => new Date() }

/** A server in the generator's place: what it was asked to render, and what it answers. */
const asked: { midi: string; from: number; seconds: number }[] = []
let refusal: string | undefined
let generator: Server

beforeAll(async () => {
  generator = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      if (request.headers.authorization !== 'Bearer of generators') response.statusCode = 401
      asked.push(JSON.parse(Buffer.concat(chunks).toString()) as (typeof asked)[number])
      if (refusal === undefined) response.end('sound')
      else response.writeHead(400).end(JSON.stringify({ error: refusal }))
    })()
  })
  await new Promise<void>((resolve) => generator.listen(0, '127.0.0.1', resolve))
  vi.stubEnv('DATABASE_URL', url)
  vi.stubEnv('STORAGE_URL', pathToFileURL(folder).href)
  vi.stubEnv('EARSHOT_SECRET', secret)
  vi.stubEnv('GENERATOR_URL', `http://127.0.0.1:${String((generator.address() as AddressInfo).port)}`)
  vi.stubEnv('GENERATOR_TOKEN', 'of generators')
  const imported = join(folder, 'imported')
  await cp(starter, imported, { recursive: true })
  await writeFile(join(imported, 'broken.mid'), 'MThd?')
  await importDataSet(
    { database, storage },
    { paths: [imported], name: 'my songs', licence: 'Public domain' },
    work,
  )
}, 60_000)
afterAll(async () => {
  vi.unstubAllEnvs()
  generator.close()
  await rm(folder, { recursive: true, force: true })
})

const get = (query = '', cookie = `earshot_researcher=${encodeURIComponent(secret)}`) =>
  new NextRequest(`http://survey.test/${query}`, { headers: { cookie } })
const at = <Params extends object>(params: Params) => ({ params: Promise.resolve(params) })
/** As Next gives it: a segment of the address. */
const name = 'my%20songs'
const anything = z.object({ error: z.string() })

async function listed(query = '') {
  const response = await songs(get(query), at({ name }))
  expect(response.status).toBe(200)
  return surveyRoutes.listSongs.response.parse(await response.json())
}
const solace = async () => (await listed('?search=solace')).songs[0]?.id ?? ''

describe('Data sets', () => {
  test('are for researchers only, whatever is asked for', async () => {
    const id = await solace()
    const stranger = get('', '')
    for (const response of [
      await dataSets(stranger, at({})),
      await dataSet(stranger, at({ name })),
      await songs(stranger, at({ name })),
      await song(stranger, at({ name, id })),
      await midi(stranger, at({ name, id })),
      await audio(stranger, at({ name, id })),
    ]) {
      expect(response.status).toBe(401)
      expect(JSON.stringify(await response.json())).not.toContain('songs"')
    }
  })

  test('are listed and shown with their counts', async () => {
    const all = surveyRoutes.listDataSets.response.parse(await (await dataSets(get(), at({}))).json())
    expect(all.dataSets).toMatchObject([
      { name: 'my songs', songs: 10, refused: 1, licence: 'Public domain' },
    ])
    const response = await dataSet(get(), at({ name }))
    const shown = surveyRoutes.showDataSet.response.parse(await response.json())
    expect(shown).toMatchObject({ songs: 10, groups: 10, refusals: [{ file: 'broken.mid' }] })
    expect(shown.summary?.histograms).toHaveLength(8)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
  })

  test('that are not there are said to be missing', async () => {
    for (const response of [
      await dataSet(get(), at({ name: 'other' })),
      await songs(get(), at({ name: 'other' })),
      await song(get(), at({ name, id: 'other' })),
    ]) {
      expect(response.status).toBe(404)
      expect(anything.parse(await response.json()).error).toContain('other')
    }
  })
})

describe('Songs', () => {
  test('are searched, sorted and paged, and a wrong question is refused', async () => {
    const rags = await listed('?search=rag&sort=bars&order=descending&perPage=2')
    expect(rags.total).toBeGreaterThan(2)
    expect(rags.songs).toHaveLength(2)
    expect(rags.songs[0]?.features.bars).toBeGreaterThanOrEqual(rags.songs[1]?.features.bars ?? Infinity)
    const wrong = await songs(get('?sort=price'), at({ name }))
    expect(wrong.status).toBe(400)
    expect(anything.parse(await wrong.json()).error).toContain('sort')
  })

  test('come with their notes, and as the MIDI file of the same notes', async () => {
    const id = await solace()
    const { score, title } = surveyRoutes.showSong.response.parse(
      await (await song(get(), at({ name, id }))).json(),
    )
    const response = await midi(get(), at({ name, id }))
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${id}.mid"`)
    const read = readMidi(new Uint8Array(await response.arrayBuffer()))
    expect(read.score.notes).toHaveLength(score.notes.length)
    expect(read.title).toBe(title)
  })

  test('have neighbours in the order of the list', async () => {
    const all = (await listed()).songs
    for (const [index, one] of all.entries()) {
      const { previous, next } = await findNeighbours(database, 'my songs', one)
      expect(previous?.id).toBe(all[index - 1]?.id)
      expect(next?.id).toBe(all[index + 1]?.id)
    }
  })
})

describe('Originality and distance', () => {
  test('a data set without reports has none, and one that is not there is told', async () => {
    const response = await originality(get(), at({ name }))
    expect(surveyRoutes.originality.response.parse(await response.json())).toEqual({ reports: [] })
    expect((await originality(get(), at({ name: 'nothing' }))).status).toBe(404)
    expect((await originality(get('', ''), at({ name }))).status).toBe(401)
  })

  test('the report about a pool is given as it is kept', async () => {
    const found = (await listed('?search=solace')).songs[0]
    const { pieceId, notes } = await database.song.findFirstOrThrow({ where: { identity: found?.id ?? '' } })
    const clip = { name: '001', encoding: {}, provenance: {}, seconds: 30, pieceId, notes }
    await database.source.create({
      data: { name: 'copyist', kind: 'human', settings: {}, clips: { create: clip } },
    })
    const report = await checkOriginality({ database, storage }, { data: 'my songs', pool: 'copyist' }, work)
    const response = await originality(get(), at({ name }))
    expect(surveyRoutes.originality.response.parse(await response.json())).toEqual({ reports: [report] })
    expect(report.clips).toMatchObject([{ verdict: 'copies', closest: { title: 'solace' } }])
  })

  test('two sets are compared by name', async () => {
    const none = { params: Promise.resolve({}) }
    const imported = { paths: [join(starter, 'solace.mid'), join(starter, 'bethena.mid')], name: 'two' }
    await importDataSet({ database, storage }, imported, work)
    const response = await compare(get('?a=my%20songs&b=two'), none)
    const { a, b, comparison } = surveyRoutes.compareDataSets.response.parse(await response.json())
    expect([a, b]).toMatchObject([
      { name: 'my songs', kind: 'data set', compared: 10, of: 10 },
      { name: 'two', compared: 2 },
    ])
    expect(comparison.features.map((feature) => feature.name)).toContain('noteCount')
    expect((await compare(get('?a=my%20songs'), none)).status).toBe(400)
    expect((await compare(get('?a=my%20songs&b=nothing'), none)).status).toBe(404)
    expect((await compare(get('?a=my%20songs&b=two', ''), none)).status).toBe(401)
  })
})

describe('Sound', () => {
  test('is made by the generator of notes of one velocity, from the place asked for', async () => {
    const id = await solace()
    const response = await audio(get('?from=12.5'), at({ name, id }))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('audio/mpeg')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(await response.text()).toBe('sound')
    const request = asked.at(-1)
    expect(request).toMatchObject({ from: 12.49, seconds: 60 })
    const { score } = readMidi(Buffer.from(request?.midi ?? '', 'base64'))
    expect(new Set(score.notes.map(({ velocity }) => velocity))).toEqual(new Set([80]))
  })

  test('from nowhere is refused', async () => {
    const response = await audio(get('?from=-1'), at({ name, id: await solace() }))
    expect(response.status).toBe(400)
  })

  test('that the generator does not make is explained', async () => {
    const id = await solace()
    refusal = 'no note begins there'
    const response = await audio(get(), at({ name, id }))
    refusal = undefined
    expect(response.status).toBe(502)
    expect(anything.parse(await response.json()).error).toContain('no note begins there')
  })

  test('cannot be had where the generator is away', async () => {
    const id = await solace()
    await new Promise((resolve) => generator.close(resolve))
    const response = await audio(get(), at({ name, id }))
    expect(response.status).toBe(503)
    expect(anything.parse(await response.json()).error).toContain('cannot be reached')
  })
})
