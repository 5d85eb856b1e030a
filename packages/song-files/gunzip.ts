import { createGunzip } from 'node:zlib'
import { ArchiveError } from './limits.ts'

/**
 * What a gzip stream unpacks to, chunk by chunk. Everything before a damage is given before ArchiveError is thrown: a
 * piped stream would drop what it has not handed on yet, so that the songs found would depend on timing.
 */
export async function* gunzipped(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 })
  const unpacked: Uint8Array[] = []
  let fault: Error | null = null
  gunzip.on('data', (chunk: Uint8Array) => unpacked.push(chunk))
  gunzip.on('error', (error) => (fault = error))
  const after = (work: (done: () => void) => void) =>
    new Promise<void>((resolve) => {
      gunzip.once('close', resolve)
      work(() => {
        gunzip.off('close', resolve)
        resolve()
      })
    })
  try {
    for await (const chunk of packed) {
      await after((done) => gunzip.write(chunk, done))
      yield* unpacked.splice(0)
      if (fault) throw faultOf(fault)
    }
    await after((done) => gunzip.end(done))
    yield* unpacked.splice(0)
    if (fault) throw faultOf(fault)
  } finally {
    gunzip.destroy()
  }
}

function faultOf(error: Error): ArchiveError {
  const reasons: Record<string, string> = {
    Z_BUF_ERROR: 'the archive ends too early: it was not wholly copied or downloaded',
    Z_DATA_ERROR: 'the archive is damaged, or no gzip file',
  }
  const reason = 'code' in error ? reasons[String(error.code)] : undefined
  return new ArchiveError(`${reason ?? 'the archive cannot be unpacked'} (${error.message})`, {
    cause: error,
  })
}
