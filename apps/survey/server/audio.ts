/** Audio as an answer that is the same for every clip but for its samples: no name, no date, no tag. Server only. */

const headers = {
  'Content-Type': 'audio/mpeg',
  'Cache-Control': 'private, no-store',
  'Accept-Ranges': 'bytes',
}

/** The whole file, or the one range of bytes asked for (RFC 9110, section 14): Safari plays nothing without. */
export function audioReply(bytes: Uint8Array, range: string | null): Response {
  const total = bytes.length
  const asked = range === null ? undefined : parseRange(range, total)
  if (asked === undefined) {
    return new Response(body(bytes), { headers: { ...headers, 'Content-Length': String(total) } })
  }
  if (asked === 'unsatisfiable') {
    return new Response(null, {
      status: 416,
      headers: { ...headers, 'Content-Range': `bytes */${String(total)}` },
    })
  }
  const { first, last } = asked
  return new Response(body(bytes.subarray(first, last + 1)), {
    status: 206,
    headers: {
      ...headers,
      'Content-Length': String(last - first + 1),
      'Content-Range': `bytes ${String(first)}-${String(last)}/${String(total)}`,
    },
  })
}

const body = (bytes: Uint8Array): BodyInit => bytes as Uint8Array<ArrayBuffer>

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
