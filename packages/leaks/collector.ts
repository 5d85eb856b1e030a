/** What comes to a browser over the network: addresses, headers and bodies. */
import { createHash } from 'node:crypto'
import type { BrowserContext, Response } from 'playwright-core'
import type { Fetched } from './secret.ts'

export interface Collector {
  attach(context: BrowserContext): void
  /** Said of everything that comes from now on. */
  at(moment: string): void
  /** Resolves when all that has come is read. */
  settled(): Promise<void>
  /** Adds what did not come over the network, such as a storage of the browser. */
  add(place: string, text: string): void
  /** How many answers have come. */
  responses(): number
  /** All addresses that pages asked for, each once. */
  addresses(): string[]
  /** Addresses of scripts and style sheets, each once. */
  code(): string[]
}

/** Listens to all pages of the contexts that it is attached to. The same answer of the same address is told once. */
export function openCollector(onFetched: (fetched: Fetched) => void): Collector {
  const told = new Set<string>()
  const code = new Set<string>()
  const addresses = new Set<string>()
  const pending = new Set<Promise<void>>()
  let moment = ''
  let responses = 0
  const read = async (context: BrowserContext, response: Response, when: string) => {
    const method = response.request().method()
    const url = response.url()
    if (['script', 'stylesheet'].includes(response.request().resourceType())) code.add(url)
    const headers = (await response.headersArray()).map(({ name, value }) => [name, value] as const)
    const body = await bodyOf(context, response)
    const key = createHash('sha256').update(`${method} ${url} ${String(response.status())}`)
    for (const [name, value] of headers) if (name.toLowerCase() !== 'date') key.update(`\n${name}: ${value}`)
    const place = `${method === 'GET' ? '' : `${method} `}${url} (${when})`
    tell(key.update(body).digest('hex'), { url: place, headers, body })
  }
  const tell = (key: string, fetched: Fetched) => {
    if (told.has(key)) return
    told.add(key)
    onFetched(fetched)
  }
  return {
    attach(context) {
      context.on('response', (response) => {
        if (!response.url().startsWith('http')) return
        responses += 1
        addresses.add(response.url())
        const reading = read(context, response, moment).finally(() => pending.delete(reading))
        // Thrown where it is waited for.
        reading.catch(() => undefined)
        pending.add(reading)
      })
    },
    at(next) {
      moment = next
    },
    async settled() {
      while (pending.size > 0) await Promise.all(pending)
    },
    add(place, text) {
      tell(createHash('sha256').update(`${place}\n${text}`).digest('hex'), {
        url: place,
        headers: [],
        body: text,
      })
    },
    responses: () => responses,
    addresses: () => [...addresses],
    code: () => [...code],
  }
}

/** The body, unpacked. One that the browser has let go of already, as when its page was left, is asked for again. */
async function bodyOf(context: BrowserContext, response: Response): Promise<Uint8Array> {
  const status = response.status()
  if ((status >= 300 && status < 400) || status === 204) return new Uint8Array()
  return response.body().catch(async (error: unknown) => {
    if (response.request().method() !== 'GET') throw error
    const { accept = '*/*' } = await response.request().allHeaders()
    return (await context.request.get(response.url(), { headers: { accept } })).body()
  })
}
