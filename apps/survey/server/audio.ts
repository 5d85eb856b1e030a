/** Audio as an answer that is the same for every clip but for its samples: no name, no date, no tag. Server only. */
import type { Streamed } from '@earshot/contract/route'

const headers = {
  'Content-Type': 'audio/mpeg',
  'Cache-Control': 'private, no-store',
  'Accept-Ranges': 'bytes',
}

/** The whole file, or the one range of bytes asked for (RFC 9110, section 14): Safari plays nothing without. */
export const audioReply = (bytes: Uint8Array, range: string | null): Response =>
  ranged(bytes.length, range, (first, last) => bytes.subarray(first, last + 1) as Uint8Array<ArrayBuffer>)

/** The same of bytes that are still being made; those before the range are made as well, and left out. */
export function audioStreamReply({ bytes, parts }: Streamed, range: string | null): Response {
  const iterator = parts[Symbol.asyncIterator]()
  const reply = ranged(bytes, range, (first, last) => streamOf(between(iterator, first, last)))
  // What was not begun cannot be ended.
  if (reply.body === null) void iterator.next().then(() => iterator.return?.())
  return reply
}

function ranged(
  total: number,
  range: string | null,
  body: (first: number, last: number) => BodyInit,
): Response {
  const asked = range === null ? undefined : parseRange(range, total)
  if (asked === undefined) {
    return new Response(body(0, total - 1), { headers: { ...headers, 'Content-Length': String(total) } })
  }
  if (asked === 'unsatisfiable') {
    return new Response(null, {
      status: 416,
      headers: { ...headers, 'Content-Range': `bytes */${String(total)}` },
    })
  }
  const { first, last } = asked
  return new Response(body(first, last), {
    status: 206,
    headers: {
      ...headers,
      'Content-Length': String(last - first + 1),
      'Content-Range': `bytes ${String(first)}-${String(last)}/${String(total)}`,
    },
  })
}

/** Bytes first to last of what comes in parts; afterwards no more is asked for. */
async function* between(
  parts: AsyncIterator<Uint8Array>,
  first: number,
  last: number,
): AsyncGenerator<Uint8Array> {
  try {
    for (let at = 0; at <= last;) {
      const next = await parts.next()
      if (next.done) return
      const part = next.value.subarray(Math.max(0, first - at), last + 1 - at)
      if (part.length > 0) yield part
      at += next.value.length
    }
  } finally {
    await parts.return?.()
  }
}

/** Pulled as fast as it is read; where the reader goes away, its making ends. */
const streamOf = (parts: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> =>
  new ReadableStream({
    async pull(controller) {
      const next = await parts.next()
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
    async cancel() {
      await parts.return(undefined)
    },
  })

/** A single range; undefined (the whole file is sent) for several, a backward one or another unit, as the RFC allows. */
function parseRange(
  range: string,
  total: number,
): { first: number; last: number } | 'unsatisfiable' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range.trim()) ?? []
  if (from === '' && to === '') return undefined
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined
  const first = from === '' ? Math.max(0, total - Number(to)) : Number(from)
  const last = from === '' || to === '' ? total - 1 : Math.min(Number(to), total - 1)
  return first > last || first >= total ? 'unsatisfiable' : { first, last }
}
