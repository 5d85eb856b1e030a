import { countWeights, type Architecture } from '../networks/architecture.ts'
import { slotNames } from './optimizer.ts'

const BYTES = 4

/** What the wasm backend can address, less its own code and the room lost between tensors. */
const WASM_LIMIT = 1.7e9

/** How a training is done, as far as memory goes. */
export interface TrainingSize {
  optimizer: 'adam' | 'rmsprop'
  batchSize: number
  /** Tokens of an LSTM's window. */
  window?: number
}

/**
 * Numbers that one sample leaves for the way back. An LSTM keeps four gates, cells and outputs, and what dropout makes of
 * them, at each step, and its inputs with their gradient; its logits are made in slices and counted apart. An autoencoder keeps two numbers a unit.
 */
function activations(of: Architecture, { window = 64 }: TrainingSize): number {
  if (of.kind !== 'autoencoder') {
    const units = of.layers.reduce((sum, one) => sum + 9 * one, 0)
    return window * (2 * (of.embedding ?? 1) + units + 4 * of.dense)
  }
  const cells = of.cells * of.pitches
  const perBar = of.perBar.reduce((sum, one) => sum + one, 0)
  const perSong = of.perSong.reduce((sum, one) => sum + one, 0)
  return 2 * (of.bars * (4 * cells + 2 * perBar) + 2 * perSong)
}

/** Slices of logits, with their gradients and the kernel's. */
const LOGITS = 4 * 12_000_000

/**
 * About how many bytes a training needs beside its songs: weights, gradients, the optimizer's slots, the best weights, a
 * checkpoint being written, and a batch's activations. An estimate, to refuse what is out of the question.
 */
export function trainingBytes(of: Architecture, size: TrainingSize): number {
  const copies = 4 + slotNames[size.optimizer].length
  const logits = of.kind === 'autoencoder' ? 0 : LOGITS
  return BYTES * (copies * countWeights(of) + size.batchSize * activations(of, size) + logits)
}

const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1)

/** Throws an Error in words where a training cannot fit into the memory of the backend or of the machine, in bytes. */
export function refuseTooLarge(
  bytes: number,
  { backend, memory }: { backend: string; memory: number },
): void {
  const most = backend === 'wasm' ? Math.min(WASM_LIMIT, memory) : memory
  if (bytes <= most) return
  const where = most < memory ? 'WebAssembly can address' : 'this machine has'
  const advice = most < memory ? 'Run npm run native, or train' : 'Train'
  throw new Error(
    `this training needs about ${gigabytes(bytes)} GB, and ${where} ${gigabytes(most)}. ${advice} a smaller network, in smaller batches.`,
  )
}
