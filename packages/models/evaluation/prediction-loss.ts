import * as tf from '@tensorflow/tfjs-core'
import type { LstmArchitecture } from '../networks/architecture.ts'
import type { Weights } from '../networks/initial-weights.ts'
import { nextTokenHidden, tokenInputs } from '../networks/lstm.ts'
import { softmaxLosses } from '../networks/softmax-loss.ts'
import {
  tiledWindows,
  windowInputs,
  windowTargets,
  type TokenSong,
  type TokenWindow,
} from '../training/token-windows.ts'

/**
 * How well an LSTM predicts: mean cross-entropy (natural logarithm) over known targets, null where there are none; and the
 * share that is known.
 */
export interface Prediction {
  targets: number
  loss: number | null
  coverage: number
}

/** Windows side by side. */
const BATCH = 64

/** Targets, how many of them are known, and the sum of their losses. */
function lossOf(windows: TokenWindow[], window: number, of: LstmArchitecture, weights: Weights) {
  const targets = windowTargets(windows, window, 'sequence')
  const hidden = tf.tidy(() =>
    nextTokenHidden(tokenInputs(windowInputs(windows, window), of, weights), of, weights, 'sequence'),
  )
  const [kernel, bias] = [weights['vocabulary.kernel'], weights['vocabulary.bias']]
  const losses = softmaxLosses(hidden, kernel, bias, targets.tokens)
  hidden.dispose()
  const known = targets.counted.reduce((sum, x) => sum + x, 0)
  return {
    targets: targets.tokens.length,
    known,
    loss: losses.reduce((sum, x, i) => sum + x * targets.counted[i], 0),
  }
}

/** Loss without dropout on songs, cut into windows end to end: each token after those of its window before it. */
export function predictionLoss(
  songs: readonly TokenSong[],
  window: number,
  of: LstmArchitecture,
  weights: Weights,
): Prediction {
  const windows = tiledWindows(songs, window, () => 0)
  const sums = { targets: 0, known: 0, loss: 0 }
  for (let from = 0; from < windows.length; from += BATCH) {
    const part = lossOf(windows.slice(from, from + BATCH), window, of, weights)
    sums.targets += part.targets
    sums.known += part.known
    sums.loss += part.loss
  }
  return {
    targets: sums.targets,
    loss: sums.known > 0 ? sums.loss / sums.known : null,
    coverage: sums.known / Math.max(1, sums.targets),
  }
}
