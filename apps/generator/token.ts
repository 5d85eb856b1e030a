import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** A hook that lets nothing but /health pass without `Authorization: Bearer TOKEN`. */
export function requireToken(token: string) {
  const expected = digest(`Bearer ${token}`)
  return async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.url.split('?')[0] === '/health') return
    // Digests are compared, so that neither length nor content of a wrong guess shows in the time.
    if (timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return
    await reply
      .code(401)
      .send({ error: 'This route needs the secret: Authorization: Bearer GENERATOR_TOKEN' })
  }
}
