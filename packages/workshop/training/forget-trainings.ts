/** Freeing what trainings keep beside their models. */
import { cancelJob, requeueJob } from '@earshot/jobs/job-rows'
import { Refusal, type Work } from '@earshot/jobs/work'
import type { Workshop } from '../workshop.ts'

export interface Forgotten {
  name: string
  /** Epochs whose weights were kept. */
  snapshots: number
  checkpoints: number
  /** Of the files that went. */
  bytes: number
}

/**
 * Forgets the snapshots and checkpoints of all trainings of a name, and gives up those whose process was killed; the versions of
 * the model stay. Throws Refusal while one of them runs or waits.
 */
export async function forgetTrainings(
  { database, storage }: Workshop,
  name: string,
  { now }: Pick<Work, 'now'>,
): Promise<Forgotten> {
  const jobs = { kind: 'train_model' as const, input: { path: ['name'], equals: name } }
  for (const { id } of await database.job.findMany({ where: { ...jobs, status: 'running' } }))
    if (await requeueJob(database, id)) await cancelJob(database, id, now())
  const files = await database.$transaction(async (tx) => {
    const busy = await tx.job.findFirst({ where: { ...jobs, status: { in: ['queued', 'running'] } } })
    if (busy)
      throw new Refusal(`"${name}" is being trained. Stop that training first; its job is ${busy.id}.`)
    const snapshots = await tx.snapshot.findMany({ where: { job: jobs }, select: { file: true } })
    const checkpoints = await tx.checkpoint.findMany({ where: { job: jobs }, select: { file: true } })
    await tx.snapshot.deleteMany({ where: { job: jobs } })
    await tx.checkpoint.deleteMany({ where: { job: jobs } })
    return { snapshots, checkpoints }
  })
  // After the rows: a process that dies here leaves files too many, and never a row without its file.
  let bytes = 0
  for (const file of new Set([...files.snapshots, ...files.checkpoints].map((row) => row.file))) {
    const others =
      (await database.snapshot.count({ where: { file } })) +
      (await database.checkpoint.count({ where: { file } }))
    if (others > 0) continue
    bytes += (await storage.size(file)) ?? 0
    await storage.remove(file)
  }
  return { name, snapshots: files.snapshots.length, checkpoints: files.checkpoints.length, bytes }
}
