import { describe, expect, test } from 'vitest'
import { audioReply, audioStreamReply } from './audio.ts'

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

describe('bytes that are still being made', () => {
  /** The same bytes in parts of 7; `made` says how far they were made, and `ended` that no more will be. */
  function making() {
    const progress = { made: 0, ended: false }
    async function* parts(): AsyncGenerator<Uint8Array> {
      try {
        for (let i = 0; i < bytes.length; i += 7) {
          progress.made = Math.min(i + 7, bytes.length)
          yield Promise.resolve(bytes.subarray(i, i + 7))
        }
      } finally {
        progress.ended = true
      }
    }
    return { progress, streamed: { bytes: bytes.length, parts: parts() } }
  }

  test.each([null, 'bytes=0-', 'bytes=0-1', 'bytes=500-509', 'bytes=990-', 'bytes=1000-', 'bytes=0-1,5-6'])(
    'are answered as those that are there: %s',
    async (range) => {
      const { progress, streamed } = making()
      const response = audioStreamReply(streamed, range)
      const { status, headers, body } = await asked(range)
      expect(response.status).toBe(status)
      expect(Object.fromEntries(response.headers)).toEqual(Object.fromEntries(headers))
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(body)
      await expect.poll(() => progress.ended).toBe(true)
    },
  )

  test('are not made any more when nobody reads them', async () => {
    const { progress, streamed } = making()
    const reader = audioStreamReply(streamed, null).body?.getReader()
    await reader?.read()
    await reader?.cancel()
    expect(progress).toEqual({ made: expect.any(Number) as number, ended: true })
    expect(progress.made).toBeLessThan(50)
  })
})
