import type { LstmArchitecture } from '../networks/architecture.ts'
import type { Weights } from '../networks/initial-weights.ts'

/** The states of an LSTM for many sequences, which advance together by one step at a time; the oldest come first. */
export interface LstmStepper {
  /** How many sequences there are. */
  readonly rows: number
  /** Adds sequences, from a zero state, after the others. */
  begin(rows: number): void
  /** Takes one step of every sequence: inputs of the first layer, [rows, inputs]. */
  advance(inputs: Float32Array): void
  /** Logits of the next tokens, [rows, vocabulary], of the first `rows` sequences. */
  logits(rows: number): Float32Array
  /** Forgets the first `rows` sequences. */
  end(rows: number): void
  /** Frees what `advance` needs; the weights stay the caller's. */
  dispose(): void
}

/** Makes a stepper for up to `most` sequences at once, without any at first. */
export type OpenStepper = (of: LstmArchitecture, weights: Weights, most: number) => LstmStepper
