/** Steps of the training that `earshot model train` does: the loss, its gradients, and the optimizer. */
import type { Architecture } from '@earshot/models/networks/architecture'
import { fitWeights } from '@earshot/models/training/fit'
import { disposeWeights, initialWeights } from '@earshot/models/networks/initial-weights'
import type { Batch } from '@earshot/models/training/learner'
import { makeOptimizer } from '@earshot/models/training/optimizer'

export interface Steps {
  /** Milliseconds of each of so many further steps. */
  times(count: number): Promise<number[]>
  dispose(): void
}

/** A network in training by the paper's optimizer for it, one batch over and over. */
export function steps(of: Architecture, batch: Batch): Steps {
  const weights = initialWeights(of, 1)
  const rule = of.kind === 'autoencoder' ? 'adam' : 'rmsprop'
  const optimizer = makeOptimizer({ optimizer: rule, learningRate: 0.0003 })
  return {
    async times(count) {
      const found: number[] = []
      let begun = performance.now()
      // The first step of an epoch, which copies the best weights so far, is left out: epochs have many.
      const batches = () => Array<Batch>(count + 1).fill(batch)
      const lasting = { ...optimizer, dispose: () => undefined }
      await fitWeights(
        { weights, optimizer: lasting, epochs: 1, batches },
        {
          onProgress: () => {
            found.push(performance.now() - begun)
            begun = performance.now()
          },
        },
      )
      return found.slice(1)
    },
    dispose: () => {
      optimizer.dispose()
      disposeWeights(weights)
    },
  }
}
