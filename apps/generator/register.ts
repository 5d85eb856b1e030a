/** Derives the Fastify routes from the contract: a route without a handler does not compile. */
import { generatorRoutes } from '@earshot/contract/generator'
import { problemSchema, type Output, type Route } from '@earshot/contract/route'
import type { FastifyInstance, FastifySchema } from 'fastify'
import type { z } from 'zod'

type Routes = typeof generatorRoutes
type Parsed<R extends Route> = {
  [Part in 'params' | 'query' | 'body']: R extends Record<Part, infer Schema extends z.ZodType>
    ? z.output<Schema>
    : undefined
}

export type Handlers = {
  [Name in keyof Routes]: (request: Parsed<Routes[Name]>) => Promise<Output<Routes[Name]>>
}

export function registerRoutes(app: FastifyInstance, handlers: Handlers): void {
  for (const [name, route] of Object.entries<Route>(generatorRoutes)) {
    const handle = handlers[name as keyof Routes] as (request: unknown) => Promise<unknown>
    app.route({
      method: route.method,
      url: route.path,
      schema: schemaOf(name, route),
      handler: async ({ params, query, body }, reply) => {
        const result = await handle({ params, query, body })
        if (route.response !== 'bytes') return result
        return reply.type('audio/mpeg').send(Buffer.from(result as Uint8Array))
      },
    })
  }
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
      ...(response === 'bytes' ? {} : { 200: response }),
    },
  }
}
