/** The generator's HTTP service: plugins, the secret, one way to answer errors, the routes. */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { Refusal, StoppedError } from '@earshot/jobs/work'
import type { Workshop } from '@earshot/workshop/workshop'
import type { Queue } from '@earshot/database/queue'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import { requireToken } from './token.ts'
import { registerRoutes } from './register.ts'
import { handlers } from './handlers.ts'

export interface GeneratorOptions {
  workshop: Workshop
  queue: Queue
  token: string
  logger?: FastifyBaseLogger | boolean
}

/** The largest request: a MIDI file of 3 MB in Base64. */
const bodyLimit = 5_000_000

export async function buildApp({
  workshop,
  queue,
  token,
  logger = false,
}: GeneratorOptions): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit,
    ...(typeof logger === 'boolean' ? { logger } : { loggerInstance: logger }),
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(swagger, {
    openapi: {
      info: { title: 'Earshot generator', version: '1' },
      components: { securitySchemes: { secret: { type: 'http', scheme: 'bearer' } } },
    },
    transform: jsonSchemaTransform,
  })
  app.addHook('onRequest', requireToken(token))
  await app.register(swaggerUi, { routePrefix: '/docs' })

  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (hasZodFastifySchemaValidationErrors(error)) {
      const fields = error.validation.map(
        ({ instancePath, message }) => `${instancePath || '/'}: ${message ?? 'wrong'}`,
      )
      return reply.code(400).send({ error: fields.join('; ') })
    }
    if (error instanceof Refusal) return reply.code(422).send({ error: error.message })
    // The client has gone away (nginx's code for it): nobody reads this.
    if (error instanceof StoppedError) return reply.code(499).send({ error: error.message })
    const status = error.statusCode ?? 500
    request.log.error(error)
    // What went wrong inside is for the log; a stranger learns only that it did.
    const message = status < 500 ? error.message : 'The generator failed. Its log says why.'
    return reply.code(status).send({ error: message })
  })
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `There is nothing at ${request.method} ${request.url}.` }),
  )

  registerRoutes(app, handlers({ workshop, queue }))
  await app.ready()
  return app
}
