import { afterEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { answering, readBody, Refusal, reply } from './replies.ts'

const schema = z.strictObject({ value: z.int() })

function post(body: string, headers: Record<string, string> = {}): Promise<Response> {
  const request = new Request('http://survey.test/api', {
    method: 'POST',
    body,
    headers: { host: 'survey.test', ...headers },
  })
  return answering(async () => reply(schema, await readBody(request, schema)))
}

const refusal = async (response: Response) => ({
  status: response.status,
  error: ((await response.json()) as { error: string }).error,
})

afterEach(() => {
  vi.restoreAllMocks()
})

test('a body of the right shape is read, and its answer is kept by no cache', async () => {
  const response = await post('{"value": 3}')
  expect(await response.json()).toEqual({ value: 3 })
  expect(response.headers.get('cache-control')).toBe('private, no-store')
})

describe('a body is refused with a sentence when it', () => {
  test.each([
    ['is no JSON', '{"value": ', 400, 'The request is not JSON.'],
    ['is empty', '', 400, 'The request is not JSON.'],
    ['has a wrong field', '{"value": "three"}', 400, 'value'],
    ['has a field too many', '{"value": 3, "source": "human"}', 400, 'source'],
    ['is too large', JSON.stringify({ value: 'x'.repeat(300_000) }), 413, 'The request is too large.'],
  ])('%s', async (_, body, status, words) => {
    const refused = await refusal(await post(body))
    expect(refused.status).toBe(status)
    expect(refused.error).toContain(words)
  })
})

describe('a post of another site', () => {
  test.each(['https://elsewhere.test', 'http://survey.test.elsewhere.test', 'null', 'file://'])(
    'from %s is refused',
    async (origin) => {
      expect((await post('{"value": 3}', { origin })).status).toBe(403)
    },
  )

  test('is told from one of this site, behind a proxy too', async () => {
    expect((await post('{"value": 3}', { origin: 'http://survey.test' })).status).toBe(200)
    const proxied = { origin: 'https://listen.test', 'x-forwarded-host': 'listen.test' }
    expect((await post('{"value": 3}', proxied)).status).toBe(200)
  })
})

test('a refusal is told, and what broke inside is not', async () => {
  const refused = await answering(() => Promise.reject(new Refusal(409, 'Answered already.')))
  expect(await refusal(refused)).toEqual({ status: 409, error: 'Answered already.' })
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const broken = await refusal(await answering(() => Promise.reject(new Error('password is wrong'))))
  expect(broken.status).toBe(500)
  expect(broken.error).not.toContain('password')
  expect(log).toHaveBeenCalledOnce()
})

test('an answer with a field that the contract does not name is a fault, not a leak', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const leaking = { value: 3, source: 'lstm' }
  expect((await answering(() => Promise.resolve(reply(schema, leaking)))).status).toBe(500)
})
