/** Derives the Fastify routes from the contract: a route without a handler does not compile. */
import { generatorRoutes, largestModelUpload } from '@earshot/contract/generator'
import { problemSchema, type Output, type Route, type Streamed } from '@earshot/contract/route'
import type { FastifyInstance, FastifyReply, FastifySchema } from 'fastify'
import { Readable } from 'node:stream'
import type { z } from 'zod'

type Routes = typeof generatorRoutes
type Parsed<R extends Route> = {
  [Part in 'params' | 'query' | 'body']: R extends Record<Part, infer Schema extends z.ZodType>
    ? z.output<Schema>
    : undefined
}

/** `signal` is aborted once the client has gone away: nobody waits for the answer any more. */
export type Handlers = {
  [Name in keyof Routes]: (
    request: Parsed<Routes[Name]> & { signal: AbortSignal },
  ) => Promise<Output<Routes[Name]>>
}

/** What routes answer that answer bytes or a stream. */
const contentTypes: Partial<Record<keyof Routes, string>> = {
  render: 'audio/mpeg',
  preview: 'audio/mpeg',
  modelFile: 'application/octet-stream',
}

/** What a route takes that takes more than the others: Base64 is a third longer than its bytes. */
const bodyLimits: Partial<Record<keyof Routes, number>> = {
  importModel: Math.ceil(largestModelUpload / 3) * 4 + 1000,
}

export function registerRoutes(app: FastifyInstance, handlers: Handlers): void {
  for (const [key, route] of Object.entries<Route>(generatorRoutes)) {
    const name = key as keyof Routes
    const bodyLimit = bodyLimits[name]
    const handle = handlers[name] as (request: unknown) => Promise<unknown>
    app.route({
      method: route.method,
      url: route.path,
      schema: schemaOf(name, route),
      ...(bodyLimit === undefined ? {} : { bodyLimit }),
      handler: async ({ params, query, body }, reply) => {
        const result = await handle({ params, query, body, signal: leaving(reply) })
        if (typeof route.response !== 'string') return result
        reply.type(contentTypes[name] ?? 'application/octet-stream')
        if (route.response === 'bytes') return reply.send(Buffer.from(result as Uint8Array))
        const { bytes, parts } = result as Streamed
        return reply.header('content-length', bytes).send(Readable.from(parts, { objectMode: false }))
      },
    })
  }
}

/** Aborted once the client has gone away. Fastify's own `request.signal` is aborted as soon as a body has been read. */
function leaving({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort()
  })
  return gone.signal
}

function schemaOf(name: string, { summary, params, query, body, response }: Route): FastifySchema {
  return {
    operationId: name,
    summary,
    ...(name === 'health' ? {} : { security: [{ secret: [] }] }),
    ...(params ? { params } : {}),
    ...(query ? { querystring: query } : {}),
    ...(body ? { body } : {}),
    response: {
      '4xx': problemSchema,
      '5xx': problemSchema,
      ...(typeof response === 'string' ? {} : { 200: response }),
    },
  }
}
