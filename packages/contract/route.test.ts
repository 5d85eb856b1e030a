import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ContractError, createClient, type Route } from './route.ts'

const routes = {
  show: {
    method: 'GET',
    path: '/things/:name/parts/:number',
    summary: 'One part.',
    params: z.object({ name: z.string(), number: z.int() }),
    response: z.object({ at: z.string(), method: z.string(), body: z.string() }),
  },
  list: {
    method: 'GET',
    path: '/things',
    summary: 'All things.',
    query: z.object({ of: z.string().optional(), limit: z.int().optional() }),
    response: z.object({ at: z.string(), method: z.string(), body: z.string() }),
  },
  make: {
    method: 'POST',
    path: '/things',
    summary: 'Makes a thing.',
    body: z.object({ name: z.string() }),
    response: z.object({
      at: z.string(),
      method: z.string(),
      body: z.string(),
      type: z.string(),
      secret: z.string(),
    }),
  },
  remove: { method: 'DELETE', path: '/nothing', summary: 'Says nothing.', response: z.undefined() },
  sound: { method: 'GET', path: '/sound', summary: 'Bytes.', response: 'bytes' },
  odd: {
    method: 'GET',
    path: '/things',
    summary: 'Promises what it does not keep.',
    response: z.object({ at: z.int() }),
  },
  page: { method: 'GET', path: '/page', summary: 'Answers with a page.', response: z.object({}) },
  refused: { method: 'GET', path: '/refused', summary: 'Refuses.', response: z.object({}) },
  broken: { method: 'GET', path: '/broken', summary: 'Fails without a sentence.', response: z.object({}) },
} satisfies Record<string, Route>

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}

/** Answers with what it was sent, or as its paths are called. */
const server = createServer((request, response) => {
  void bodyOf(request).then((body) => {
    const { url = '', method, headers } = request
    if (url === '/nothing') return response.writeHead(204).end()
    if (url === '/sound') return response.end(Buffer.from([0, 255, 1]))
    if (url === '/page') return response.end('<html>')
    if (url === '/refused') return response.writeHead(409).end('{"error":"It is closed. Open it first."}')
    if (url === '/broken') return response.writeHead(500).end('<html>')
    const { 'content-type': type = 'none', authorization: secret = 'none' } = headers
    return response.end(JSON.stringify({ at: url, method, body, type, secret, more: 'hidden' }))
  })
})
let address = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
})
afterAll(() => {
  server.close()
})

const client = () => createClient(routes, address, { authorization: 'Bearer secret' })

/** The ContractError that a call ends with. */
async function failure(call: Promise<unknown>): Promise<ContractError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ContractError) return error
  throw new Error(`no ContractError, but ${String(error)}`)
}

describe('a client calls', () => {
  test('a path with its parameters, whatever they hold', async () => {
    const call = async (name: string) => (await client().show({ params: { name, number: 2 } })).at
    expect(await call('a b')).toBe('/things/a%20b/parts/2')
    expect(await call('a/../b?c#d')).toBe('/things/a%2F..%2Fb%3Fc%23d/parts/2')
    expect(await call('näme')).toBe('/things/n%C3%A4me/parts/2')
    expect(await call('...')).toBe('/things/.../parts/2')
  })

  test.each(['', '.', '..'])('no other path by the parameter %j', async (name) => {
    expect(await failure(client().show({ params: { name, number: 2 } }))).toMatchObject({ status: 400 })
  })

  test('with the queries that are given', async () => {
    expect((await client().list({ query: { of: 'a&b=c', limit: 3 } })).at).toBe(
      '/things?of=a%26b%3Dc&limit=3',
    )
    expect((await client().list({ query: { of: undefined } })).at).toBe('/things')
  })

  test('with a body of JSON and its headers', async () => {
    const made = await client().make({ body: { name: 'x' } })
    expect(made).toEqual({
      at: '/things',
      method: 'POST',
      body: '{"name":"x"}',
      type: 'application/json',
      secret: 'Bearer secret',
    })
  })

  test('at an address with a slash at its end', async () => {
    const slashed = createClient(routes, `${address}/`)
    expect((await slashed.list({ query: {} })).at).toBe('/things')
  })
})

describe('an answer', () => {
  test('is what was agreed, and what else was sent is left out', async () => {
    expect(await client().list({ query: {} })).toEqual({ at: '/things', method: 'GET', body: '' })
  })

  test('may be bytes, or nothing', async () => {
    expect(await client().sound({})).toEqual(new Uint8Array([0, 255, 1]))
    await expect(client().remove({})).resolves.toBeUndefined()
  })

  test.each([
    ['of another shape', 'odd', 502, /^odd: .*at/s],
    ['that is no JSON', 'page', 502, /^page: /],
    ['that refuses, in its own words', 'refused', 409, /^It is closed\. Open it first\.$/],
    ['that fails without words', 'broken', 500, /^broken: HTTP 500$/],
  ] as const)('%s is an error', async (_, name, status, message) => {
    const error = await failure(client()[name]({}))
    expect(error.status).toBe(status)
    expect(error.message).toMatch(message)
  })

  test('that does not come is an error that says from where', async () => {
    const nobody = createClient(routes, 'http://127.0.0.1:1')
    const error = await failure(nobody.page({}))
    expect(error).toMatchObject({ status: 503, message: 'page: no answer from http://127.0.0.1:1' })
    expect(error.cause).toBeInstanceOf(Error)
  })
})
