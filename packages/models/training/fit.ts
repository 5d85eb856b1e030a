import * as tf from '@tensorflow/tfjs-core'
import { readCheckpoint, writeCheckpoint, writeSnapshot } from './checkpoint.ts'
import { untrained, type Course } from './course.ts'
import type { Weights } from '../networks/initial-weights.ts'
import { CancelledError, type Batch, type Hooks, type Learner } from './learner.ts'
import { clipped } from './optimizer.ts'

/** The course of a training that has ended, and why it ended early, if it did. */
export interface Fitted extends Pick<Course, 'curve' | 'best' | 'seconds' | 'resumed'> {
  stopped: string | null
}

/** A step of gradient descent; returns the loss before it. */
function trainBatch({ loss }: Batch, learner: Learner): number {
  const { weights, optimizer, scale = 1, clip = null } = learner
  const names = Object.keys(weights)
  const { value, grads } = tf.tidy(() =>
    tf.valueAndGrads((...tensors: tf.Tensor[]) => {
      const given = Object.fromEntries(names.map((name, i) => [name, tensors[i]]))
      return tf.mul<tf.Scalar>(loss(given), scale)
    })(names.map((name) => weights[name])),
  )
  const before = value.dataSync()[0] / scale
  value.dispose()
  const gradients = clipped(Object.fromEntries(names.map((name, i) => [name, grads[i]])), clip)
  // A step along gradients that are no numbers would spoil what is still good.
  if (Number.isFinite(before)) optimizer.step(weights, gradients)
  tf.dispose(gradients)
  return before
}

/** Lets other work of the process go on, and its cancel button be seen. */
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A copy of the weights without a copy of their numbers: an optimizer writes its results to new memory. */
const snapshot = (weights: Weights): Weights =>
  Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [name, tf.keep(tf.clone(tensor))]))

function replaceAll(weights: Weights, others: Weights): void {
  for (const [name, tensor] of Object.entries(others)) {
    weights[name].dispose()
    weights[name] = tf.keep(tf.clone(tensor))
  }
}

const noNumber = (what: string, epoch: number): string =>
  `the ${what} was no number in epoch ${epoch}; a lower learning rate, or a limit to the gradients, may help`

/** Throws an Error where an option asks for a held-out loss, and there is none. */
function refuseUnmeasured({ keep, patience }: Learner, isUnmeasured: boolean): void {
  if (!isUnmeasured || (keep !== 'held-out' && (patience ?? null) === null)) return
  throw new Error(
    'keep "held-out" and patience need a held-out loss, and there is none: no song is held out, or none that the model could predict',
  )
}

class Training {
  private readonly learner: Learner
  private readonly hooks: Hooks
  private readonly clock: () => number
  private readonly course: Course
  private best: Weights | null = null
  private readonly startedAt: number
  private readonly secondsBefore: number
  private savedAt: number
  private epochAt: number
  private trained = 0
  private trainedSamples = 0

  constructor(learner: Learner, hooks: Hooks) {
    refuseUnmeasured(learner, !learner.heldOut)
    this.learner = learner
    this.hooks = hooks
    this.clock = hooks.clock ?? (() => performance.now() / 1000)
    this.course = this.takeUp(hooks.checkpoints?.last)
    this.startedAt = this.savedAt = this.epochAt = this.clock()
    this.secondsBefore = this.course.seconds
  }

  /** The course of the last checkpoint, whose tensors become the learner's; or the start. */
  private takeUp(last: Uint8Array | undefined): Course {
    if (!last) return untrained()
    const { course, weights, best, optimizer } = readCheckpoint(last, this.learner)
    replaceAll(this.learner.weights, weights)
    tf.dispose(weights)
    this.learner.optimizer.restore(optimizer)
    tf.dispose(optimizer.slots)
    this.best = best
    return { ...course, resumed: course.resumed + 1 }
  }

  dispose(): void {
    if (this.best) tf.dispose(this.best)
  }

  async save(): Promise<void> {
    const { checkpoints } = this.hooks
    if (!checkpoints) return
    const optimizer = this.learner.optimizer.state()
    this.course.seconds = this.secondsBefore + this.clock() - this.startedAt
    const bytes = writeCheckpoint({
      identity: this.learner.identity ?? '',
      course: this.course,
      weights: this.learner.weights,
      best: this.best,
      optimizer,
    })
    tf.dispose(optimizer.slots)
    await checkpoints.save(bytes)
    this.savedAt = this.clock()
  }

  /** Null to go on; else why it ends here, with the best weights. Throws CancelledError where nothing is to be kept. */
  private async stopped(): Promise<string | null> {
    const { signal, pause } = this.hooks
    if (!signal?.aborted && !pause?.aborted) return null
    await this.save()
    const where = `in epoch ${this.course.epoch + 1} of ${this.learner.epochs}`
    if (pause?.aborted) throw new CancelledError(`training was paused ${where}`)
    if (!this.best) throw new CancelledError(`training was cancelled ${where}`)
    return `cancelled ${where}`
  }

  private report(batches: number): void {
    const { course, learner } = this
    const elapsed = Math.max(1e-9, this.clock() - this.startedAt)
    const left = (learner.epochs - course.epoch) * batches - course.batch
    this.hooks.onProgress?.({
      epoch: course.epoch + 1,
      epochs: learner.epochs,
      batch: course.batch,
      batches,
      loss: course.sum / course.samples,
      heldOut: course.curve.findLast(({ heldOut }) => heldOut !== null)?.heldOut ?? null,
      samplesPerSecond: this.trainedSamples / elapsed,
      secondsLeft: (left * elapsed) / this.trained,
    })
  }

  /** The rest of an epoch, or why the training ends in it. */
  private async epoch(): Promise<string | null> {
    const { course, learner } = this
    const batches = learner.batches(course.epoch)
    while (course.batch < batches.length) {
      const stopped = await this.stopped()
      if (stopped !== null) return stopped
      const batch = batches[course.batch]
      course.sum += batch.samples * trainBatch(batch, learner)
      if (!Number.isFinite(course.sum)) {
        return noNumber('loss', course.epoch + 1)
      }
      course.samples += batch.samples
      course.batch++
      this.trained++
      this.trainedSamples += batch.samples
      this.report(batches.length)
      await pause()
      const { checkpoints } = this.hooks
      if (checkpoints && this.clock() - this.savedAt >= checkpoints.every) await this.save()
    }
    return null
  }

  /** Writes the end of an epoch into the course, and keeps its weights where they are the best; or why training ends here. */
  private async endEpoch(): Promise<string | null> {
    const { course, learner } = this
    const { heldOut = null } = learner
    const epoch = course.epoch + 1
    const due = heldOut !== null && (epoch % heldOut.every === 0 || epoch === learner.epochs)
    const measured = due ? heldOut.loss() : null
    refuseUnmeasured(learner, due && measured === null)
    // The last step of an epoch can spoil weights whose training loss was measured before it.
    const isSpoilt = measured !== null && !Number.isFinite(measured)
    const now = this.clock()
    const point = {
      loss: course.sum / course.samples,
      heldOut: isSpoilt ? null : measured,
      seconds: now - this.epochAt,
    }
    this.epochAt = now
    course.curve.push(point)
    const scores = { training: point.loss, 'held-out': point.heldOut ?? Infinity, last: -epoch }
    const score = scores[learner.keep ?? 'training']
    if (!isSpoilt && (score < course.best.loss || !this.best)) {
      if (this.best) tf.dispose(this.best)
      this.best = snapshot(learner.weights)
      course.best = { epoch, loss: score }
    }
    Object.assign(course, { epoch, batch: 0, sum: 0, samples: 0 })
    this.hooks.onEpoch?.(epoch, point)
    const { snapshots } = this.hooks
    if (snapshots && epoch % snapshots.every === 0)
      await snapshots.save(epoch, writeSnapshot(learner.weights))
    return isSpoilt ? noNumber('held-out loss', epoch) : null
  }

  private outOfPatience(): boolean {
    const { patience = null } = this.learner
    const losses = this.course.curve.flatMap(({ heldOut }) => heldOut ?? [])
    return patience !== null && losses.length - 1 - losses.indexOf(Math.min(...losses)) >= patience
  }

  async run(): Promise<Fitted> {
    const { course, learner } = this
    let stopped: string | null = null
    while (stopped === null && course.epoch < learner.epochs) {
      stopped = await this.epoch()
      if (stopped !== null) break
      stopped = await this.endEpoch()
      if (stopped === null && this.outOfPatience())
        stopped = `the held-out loss has not fallen since, in epoch ${course.epoch}`
    }
    if (!this.best) throw new Error(`training failed: ${stopped ?? 'there was no epoch'}`)
    replaceAll(learner.weights, this.best)
    const { curve, best, resumed } = course
    const loss = curve[best.epoch - 1].loss
    const seconds = this.secondsBefore + this.clock() - this.startedAt
    return { curve, best: { epoch: best.epoch, loss }, seconds, resumed, stopped }
  }
}

/**
 * Trains the weights in place and leaves the best in them. A loss that is no number ends it early. Throws CancelledError
 * as `Hooks` says, and Error when not one epoch was good.
 */
export async function fitWeights(learner: Learner, hooks: Hooks = {}): Promise<Fitted> {
  try {
    const training = new Training(learner, hooks)
    try {
      return await training.run()
    } finally {
      training.dispose()
    }
  } finally {
    learner.optimizer.dispose()
  }
}
