/** One definition a route: the server validates with it, the client is derived from it, and OpenAPI is made of it. */
import { z } from 'zod'

export type Method = 'GET' | 'POST' | 'DELETE'

/**
 * A route in zod: `params` stand in the path as :name; a `response` of bytes is audio or a file, and one of a stream is
 * sent while it is made.
 */
export interface Route {
  method: Method
  path: `/${string}`
  summary: string
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  response: z.ZodType | 'bytes' | 'stream'
}

/** What every refusal looks like, whatever the route: a sentence that says what was wrong and what to do. */
export const problemSchema = z.object({
  error: z.string(),
  /** Names it for pages that say it in other languages. */
  code: z.string().optional(),
})
export type Problem = z.infer<typeof problemSchema>

type Part<T, Key extends string> = T extends z.ZodType ? Record<Key, z.input<T>> : object
/** What a caller gives to a route. */
export type Input<R extends Route> = Part<R['params'], 'params'> &
  Part<R['query'], 'query'> &
  Part<R['body'], 'body'>
/** What a caller gets from it. */
export type Output<R extends Route> = R['response'] extends z.ZodType
  ? z.output<R['response']>
  : R['response'] extends 'stream'
    ? Streamed
    : Uint8Array

/** Bytes that are sent while they are made; how many there will be is known before. */
export interface Streamed {
  bytes: number
  parts: AsyncIterable<Uint8Array>
}

export type Client<Routes extends Record<string, Route>> = {
  [Name in keyof Routes]: (input: Input<Routes[Name]>) => Promise<Output<Routes[Name]>>
}

/** A refusal by the other side, or an answer that is not what the contract says. */
export class ContractError extends Error {
  readonly status: number
  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

interface AnyInput {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
}

/** A typed client for `routes` at `baseUrl`. Its functions throw ContractError for anything but the agreed answer. */
export function createClient<Routes extends Record<string, Route>>(
  routes: Routes,
  baseUrl: string,
  headers: Record<string, string> = {},
  fetcher: typeof fetch = fetch,
): Client<Routes> {
  const call = async (name: string, route: Route, input: AnyInput): Promise<unknown> => {
    const hasBody = input.body !== undefined
    const url = baseUrl.replace(/\/$/, '') + fillPath(route.path, input)
    const response = await fetcher(url, {
      method: route.method,
      headers: { ...headers, ...(hasBody ? { 'content-type': 'application/json' } : {}) },
      ...(hasBody ? { body: JSON.stringify(input.body) } : {}),
    }).catch((cause: unknown) => {
      throw new ContractError(503, `${name}: no answer from ${baseUrl}`, { cause })
    })
    if (!response.ok) throw new ContractError(response.status, await refusal(name, response))
    if (route.response === 'bytes') return new Uint8Array(await response.arrayBuffer())
    if (route.response === 'stream') return streamed(name, response)
    // An answer without JSON is undefined: right where nothing was agreed on, and otherwise named as a mistake.
    const parsed = route.response.safeParse(await response.json().catch(() => undefined))
    if (!parsed.success) throw new ContractError(502, `${name}: ${z.prettifyError(parsed.error)}`)
    return parsed.data
  }
  const entries = Object.entries(routes).map(([name, route]) => [
    name,
    (input: AnyInput = {}) => call(name, route, input),
  ])
  return Object.fromEntries(entries) as Client<Routes>
}

function streamed(name: string, { headers, body }: Response): Streamed {
  const bytes = Number(headers.get('content-length'))
  if (!body || !(bytes > 0)) throw new ContractError(502, `${name}: the answer does not say how long it is`)
  return { bytes, parts: read(body) }
}

/** By a reader, as Safari's streams cannot be iterated. Whoever stops reading ends the answer. */
async function* read(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel()
  }
}

/** The path of a route with its parameters and query. Throws ContractError for a value that cannot stand in an address. */
export function fillPath(path: string, { params = {}, query = {} }: AnyInput): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => pathSegment(name, params[name]))
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return search ? `${filled}?${search}` : filled
}

/** A value as one segment of a path. Dots alone would be resolved as folders, and nothing would name another route. */
function pathSegment(name: string, value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || /^\.{0,2}$/.test(text))
    throw new ContractError(400, `"${String(value)}" cannot stand for ${name} in an address.`)
  return encodeURIComponent(text)
}

async function refusal(name: string, response: Response): Promise<string> {
  const parsed = problemSchema.safeParse(await response.json().catch(() => undefined))
  return parsed.success ? parsed.data.error : `${name}: HTTP ${String(response.status)}`
}
