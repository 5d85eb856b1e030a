import { setImmediate } from 'node:timers/promises'
import type { Manifest } from '../files/manifest.ts'
import { disposeWeights, type Weights } from '../networks/initial-weights.ts'
import type { Generated, Model, Part } from './model.ts'

/** Songs in the making: yields the parts that each step adds, and returns the songs. */
export type Making = Generator<Part[], Generated[]>

/** Makes the songs to their end. */
export function finished(making: Making): Generated[] {
  for (;;) {
    const { done, value } = making.next()
    if (done) return value
  }
}

/** Makes the songs step by step, and lets other work go on after each. Throws the reason of `signal`. */
export async function* streamed(making: Making, signal?: AbortSignal): AsyncGenerator<Part, Generated[]> {
  try {
    for (;;) {
      signal?.throwIfAborted()
      const { done, value } = making.next()
      if (done) return value
      yield* value
      await setImmediate()
    }
  } finally {
    // Frees what an unfinished song holds.
    making.return([])
  }
}

/**
 * The songs of a stream, without its parts: for work that must stop when told, or that others should not wait for. `onPart`
 * is called after each part.
 */
export async function drained(
  stream: AsyncGenerator<Part, Generated[]>,
  onPart: (part: Part) => void = () => undefined,
): Promise<Generated[]> {
  for (;;) {
    const { done, value } = await stream.next()
    if (done) return value
    onPart(value)
  }
}

/** A model that makes its songs by `make`, which checks the settings; it then owns the weights. */
export const modelBy = (
  manifest: Manifest,
  weights: Weights,
  make: (settings: unknown) => Making,
): Model => ({
  manifest,
  weights,
  generate: (settings) => finished(make(settings)),
  stream: (settings, { signal } = {}) => streamed(make(settings), signal),
  dispose: () => {
    disposeWeights(weights)
  },
})
