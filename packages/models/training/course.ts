/** One epoch of a learning curve: mean training loss, loss on held-out songs where it was measured, seconds it took. */
export interface CurvePoint {
  loss: number
  heldOut: number | null
  seconds: number
}

/** What has been learnt so far, and where the training stands: `batch` of `epoch` comes next, both from 0. */
export interface Course {
  epoch: number
  batch: number
  /** Over the batches of this epoch that are done. */
  sum: number
  samples: number
  seconds: number
  curve: CurvePoint[]
  best: { epoch: number; loss: number }
  resumed: number
}

/** The course before the first batch. */
export const untrained = (): Course => ({
  epoch: 0,
  batch: 0,
  sum: 0,
  samples: 0,
  seconds: 0,
  curve: [],
  best: { epoch: 0, loss: Infinity },
  resumed: 0,
})
