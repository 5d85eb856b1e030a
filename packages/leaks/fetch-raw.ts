/** A request over HTTP whose answer is kept as it came: headers in their order and spelling, the body, the time it took. */
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

export interface RawResponse {
  status: number
  /** As sent: in order, with capitals. */
  headers: [name: string, value: string][]
  body: Uint8Array
  /** Milliseconds from the request to the last byte. */
  ms: number
}

/** Asks over one connection that is kept open, as a browser's next request finds it. */
export interface RawClient {
  get(url: string, headers?: Record<string, string>): Promise<RawResponse>
  close(): void
}

/** How long an answer may take. */
const timeoutMs = 60_000

export function openRawClient(signal: AbortSignal): RawClient {
  const http = new HttpAgent({ keepAlive: true, maxSockets: 1 })
  const https = new HttpsAgent({ keepAlive: true, maxSockets: 1 })
  return {
    get(url, headers = {}) {
      const secure = url.startsWith('https:')
      const options = { agent: secure ? https : http, headers, signal, timeout: timeoutMs }
      return new Promise((resolve, reject) => {
        const begun = performance.now()
        const request = (secure ? httpsRequest : httpRequest)(url, options, (response) => {
          const parts: Buffer[] = []
          response.on('data', (part: Buffer) => parts.push(part))
          response.once('error', reject)
          response.once('end', () => {
            resolve({
              status: response.statusCode ?? 0,
              headers: pairs(response.rawHeaders),
              body: new Uint8Array(Buffer.concat(parts)),
              ms: performance.now() - begun,
            })
          })
        })
        request.once('error', reject)
        request.once('timeout', () => request.destroy(new Error(`No answer from ${url} within a minute.`)))
        request.end()
      })
    },
    close() {
      http.destroy()
      https.destroy()
    },
  }
}

const pairs = (raw: readonly string[]): [string, string][] =>
  Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? '', raw[2 * index + 1] ?? ''])
