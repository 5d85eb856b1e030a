import { describe, expect, test } from 'vitest'
import { audioReply } from './audio.ts'

const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251)

async function asked(range: string | null) {
  const response = audioReply(bytes, range)
  const { status, headers } = response
  return { status, headers, body: new Uint8Array(await response.arrayBuffer()) }
}

test('without a range the whole clip is sent, and nothing that could tell clips apart', async () => {
  const { status, headers, body } = await asked(null)
  expect(status).toBe(200)
  expect(body).toEqual(bytes)
  expect(Object.fromEntries(headers)).toEqual({
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-store',
    'content-length': '1000',
    'content-type': 'audio/mpeg',
  })
})

describe('a range', () => {
  test.each([
    ['bytes=0-1', 0, 1],
    ['bytes=0-', 0, 999],
    ['bytes=990-', 990, 999],
    ['bytes=-10', 990, 999],
    ['bytes=-5000', 0, 999],
    ['bytes=10-5000', 10, 999],
    ['bytes=999-999', 999, 999],
  ])('%s is answered with those bytes', async (range, first, last) => {
    const { status, headers, body } = await asked(range)
    expect(status).toBe(206)
    expect(body).toEqual(bytes.subarray(first, last + 1))
    expect(headers.get('content-range')).toBe(`bytes ${String(first)}-${String(last)}/1000`)
    expect(headers.get('content-length')).toBe(String(last - first + 1))
  })

  test.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0'])('%s lies outside', async (range) => {
    const { status, headers, body } = await asked(range)
    expect(status).toBe(416)
    expect(headers.get('content-range')).toBe('bytes */1000')
    expect(body).toHaveLength(0)
  })

  test.each(['bytes=0-1,5-6', 'bytes=-', 'seconds=0-1', 'bytes=5-2', 'nonsense'])(
    '%s may be left aside, so the whole clip is sent',
    async (range) => {
      expect((await asked(range)).status).toBe(200)
    },
  )
})
