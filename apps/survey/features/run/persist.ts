/** Sending something until the server has it: retried while that can help, with the waits told. */
import { Refused } from './refused.ts'

/** Waits before the second, third, ... try, in milliseconds. */
export const waits = [500, 1500, 4000] as const

/** Whether sending the same again may work: no answer, or a fault on the other side; not a refusal. */
export const worthRetrying = (error: unknown): boolean => !(error instanceof Refused) || error.status >= 500

/** Resolves with what `send` gives. Rejects with its last error when it is a refusal or every try has failed. */
export async function persist<T>(
  send: () => Promise<T>,
  sleep: (milliseconds: number) => Promise<unknown>,
): Promise<T> {
  for (const wait of waits) {
    try {
      return await send()
    } catch (error) {
      if (!worthRetrying(error)) throw error
      await sleep(wait)
    }
  }
  return send()
}

export const sleep = (milliseconds: number): Promise<unknown> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
