/** What ties a training to its job: progress, curve, checkpoints, and being stopped. */
import { shutdown } from '@earshot/jobs/job-rows'
import type { Work } from '@earshot/jobs/work'
import type { CurvePoint } from '@earshot/models/training/course'
import type { Hooks, Progress } from '@earshot/models/training/learner'
import { readCheckpointOf, saveCheckpoint, saveSnapshot } from './checkpoints.ts'
import type { Workshop } from '../workshop.ts'

export interface Keeping {
  /** Minutes from one checkpoint to the next; 5. */
  checkpointMinutes?: number | undefined
  /** Epochs from one snapshot of the weights to the next; none without. */
  snapshotEpochs?: number | undefined
}

/** The hooks of a job's training, and a promise that all of its curve is written. */
export async function trainingHooks(
  workshop: Workshop,
  { checkpointMinutes = 5, snapshotEpochs }: Keeping,
  work: Work,
): Promise<{ hooks: Hooks; written: () => Promise<void> }> {
  const { id, now } = work
  const pausing = new AbortController()
  const ending = new AbortController()
  const stop = () => {
    // The process ends, but the job does not: another process goes on with it.
    const ends = work.signal.reason === shutdown ? pausing : ending
    ends.abort()
  }
  if (work.signal.aborted) stop()
  else work.signal.addEventListener('abort', stop, { once: true })
  const written: Promise<unknown>[] = []
  const hooks: Hooks = { signal: ending.signal, pause: pausing.signal, onProgress: reporter(work) }
  if (id !== undefined) {
    hooks.onEpoch = (epoch, point) => written.push(writePoint(workshop, id, epoch, point))
    hooks.checkpoints = {
      every: 60 * checkpointMinutes,
      save: (bytes) => saveCheckpoint(workshop, id, bytes, now()),
      last: await readCheckpointOf(workshop, id),
    }
    if (snapshotEpochs !== undefined) {
      hooks.snapshots = {
        every: snapshotEpochs,
        save: (epoch, bytes) => saveSnapshot(workshop, id, epoch, bytes),
      }
    }
  }
  const whenWritten = async () => {
    await Promise.all(written)
  }
  return { hooks, written: whenWritten }
}

/** A killed training repeats the epochs after its checkpoint, and writes them again. */
async function writePoint(
  { database }: Workshop,
  jobId: string,
  epoch: number,
  { loss, heldOut, seconds }: CurvePoint,
) {
  const data = { loss, heldOut, seconds }
  await database.curvePoint.upsert({
    where: { jobId_epoch: { jobId, epoch } },
    create: { jobId, epoch, ...data },
    update: data,
  })
}

function reporter(work: Work): (progress: Progress) => void {
  return (progress) => {
    const { epoch, epochs, batch, batches, loss, heldOut, samplesPerSecond } = progress
    const parts = [
      `epoch ${String(epoch)} of ${String(epochs)}`,
      `loss ${loss.toFixed(4)}`,
      ...(heldOut === null ? [] : [`held-out ${heldOut.toFixed(4)}`]),
      `${samplesPerSecond.toPrecision(3)} samples/s`,
      `${duration(progress.secondsLeft)} left`,
    ]
    work.onProgress({
      done: (epoch - 1) * batches + batch,
      total: epochs * batches,
      text: parts.join(', '),
    })
  }
}

/** Seconds in words, to two places. */
function duration(seconds: number): string {
  if (seconds < 90) return `${String(Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90
    ? `${String(minutes)} min`
    : `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`
}
