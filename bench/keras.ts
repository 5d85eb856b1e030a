/** Keras in a live process, so that its steps and ours are timed in turn; see peers/keras_server.py. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { median, missing } from './figure.ts'
import { peerScript, pythonFor } from './peers.ts'

/** What Keras is to do: the name of a work of the server, and its sizes. */
export type KerasWork = { work: 'lstm step' | 'lstm token' | 'autoencoder step' } & Record<string, unknown>

export interface Keras {
  /** Milliseconds of each of so many runs of a work; null once the process has ended, and then says why. */
  times(work: KerasWork, count: number): Promise<number[] | null>
  close(): void
}

const script = 'keras_server.py'

/** Starts Keras; where it is not installed, its times are null. */
export async function openKeras(): Promise<Keras> {
  const interpreter = await pythonFor(script)
  if (interpreter === null) return { times: () => Promise.resolve(null), close: () => undefined }
  const child = spawn(interpreter, [peerScript(script)])
  let errors = ''
  child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()))
  // A process that has ended cannot be written to; that it has ended is seen at its answers.
  child.stdin.on('error', () => undefined)
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async times(work, count) {
      child.stdin.write(`${JSON.stringify({ ...work, times: count })}\n`)
      const answer = await answers.next()
      if (answer.done !== true) return JSON.parse(answer.value) as number[]
      const why = errors.trim().split('\n').at(-1) ?? ''
      missing(`${script} has ended: ${why}. Install the peers anew with: npm run bench:peers`)
      return null
    },
    close: () => {
      child.stdin.end()
    },
  }
}

/** Times of ours and of Keras: their medians, and the median of the rounds' ratios (more than 1: ours is faster). */
export interface Compared {
  value: number
  peerValue: number | null
  ratio: number | null
}

/** Runs ours and Keras's in turn, after a round that does not count; each gives the times of one round. */
export async function inTurn(
  ours: () => Promise<number[]>,
  theirs: () => Promise<number[] | null>,
  rounds: number,
): Promise<Compared> {
  const pairs: { own: number; peer: number | null }[] = []
  for (let round = 0; round <= rounds; round++) {
    const times = await theirs()
    pairs.push({ own: median(await ours()), peer: times && median(times) })
  }
  const counted = pairs.slice(1)
  const peers = counted.flatMap(({ peer }) => peer ?? [])
  const ratios = counted.flatMap(({ own, peer }) => (peer === null ? [] : peer / own))
  return {
    value: median(counted.map(({ own }) => own)),
    peerValue: peers.length > 0 ? median(peers) : null,
    ratio: ratios.length > 0 ? median(ratios) : null,
  }
}
