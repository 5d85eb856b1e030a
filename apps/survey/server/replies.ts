/** How routes read requests and answer: checked by the contract, refused with one sentence. Server only. */
import { problemSchema, type Problem } from '@earshot/contract/route'
import { z } from 'zod'

/** A refusal that the caller is told. */
export class Refusal extends Error {
  readonly status: number
  /** Names it for pages that say it in other languages. */
  readonly code: string | undefined
  constructor(status: number, message: string, code?: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** In bytes; no answer of a respondent comes near this. */
const bodyLimit = 256_000

/** The JSON body, checked. Throws Refusal for another site's request, too much, no JSON, or a wrong field. */
export async function readBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  requireSameSite(request)
  const parsed = schema.safeParse(parseJson(await readText(request)))
  if (!parsed.success) throw new Refusal(400, z.prettifyError(parsed.error))
  return parsed.data
}

/** Another site's page must not act in a respondent's name. */
export function requireSameSite(request: Request): void {
  const origin = request.headers.get('origin')
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host')
  if (origin === null) return
  // A sandboxed frame's origin is the word "null".
  if (!URL.canParse(origin) || new URL(origin).host !== host)
    throw new Refusal(403, 'This request comes from another site.')
}

/** The body as text, read no further than the limit. */
async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = request.body?.getReader()
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    length += part.value.length
    if (length > bodyLimit) throw new Refusal(413, 'The request is too large.')
    chunks.push(part.value)
  }
  return Buffer.concat(chunks).toString()
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'The request is not JSON.')
  }
}

/** Nothing an answer holds may be kept by a cache. */
const noStore = { 'Cache-Control': 'private, no-store' }

/** A JSON answer of the shape that the contract names; a field that it does not name is an error here, not a leak there. */
export function reply<Schema extends z.ZodType>(
  schema: Schema,
  value: z.input<Schema>,
  status = 200,
): Response {
  return Response.json(schema.parse(value), { status, headers: noStore })
}

/** Turns what a handler throws into an answer. What broke inside is for the log. */
export async function answering(handle: () => Promise<Response>): Promise<Response> {
  try {
    return await handle()
  } catch (error) {
    if (error instanceof Refusal) return problem(error.status, error.message, error.code)
    console.error(error)
    return problem(500, 'Something went wrong on our side. Your answers are safe. Try again in a minute.')
  }
}

const problem = (status: number, error: string, code?: string): Response => {
  const body: Problem = { error, ...(code === undefined ? {} : { code }) }
  return Response.json(problemSchema.parse(body), { status, headers: noStore })
}
