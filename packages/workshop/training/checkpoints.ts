/** Where trainings leave what they need to go on: a row that names a file in the storage. */
import type { Database } from '@earshot/database/database'
import type { Stores } from '@earshot/data-sets/stores'

/** The file of a job's checkpoint; undefined where there is none. */
export async function readCheckpointOf(
  { database, storage }: Stores,
  jobId: string,
): Promise<Uint8Array | undefined> {
  const row = await database.checkpoint.findUnique({ where: { jobId } })
  return row ? storage.get(row.file) : undefined
}

/** Stores a checkpoint in place of the job's last one, which goes once the new one is safe. */
export async function saveCheckpoint(
  { database, storage }: Stores,
  jobId: string,
  bytes: Uint8Array,
  savedAt: Date,
): Promise<void> {
  const before = await database.checkpoint.findUnique({ where: { jobId } })
  const file = await storage.put(bytes)
  const data = { file, savedAt }
  await database.checkpoint.upsert({ where: { jobId }, create: { jobId, ...data }, update: data })
  if (before && before.file !== file) await removeUnused({ database, storage }, before.file)
}

/** Frees a checkpoint's file unless another job's checkpoint is the same. */
async function removeUnused({ database, storage }: Stores, file: string): Promise<void> {
  if ((await database.checkpoint.count({ where: { file } })) === 0) await storage.remove(file)
}

/** Forgets the checkpoint of a training that has come to its end. */
export async function dropCheckpoint({ database, storage }: Stores, jobId: string): Promise<void> {
  const row = await database.checkpoint.findUnique({ where: { jobId } })
  if (!row) return
  await database.checkpoint.delete({ where: { jobId } })
  await removeUnused({ database, storage }, row.file)
}

/** The newest training job of a model that can go on from a checkpoint; null where there is none. */
export const findUnfinished = (database: Database, name: string) =>
  database.job.findFirst({
    where: { kind: 'train_model', input: { path: ['name'], equals: name }, checkpoint: { isNot: null } },
    orderBy: { createdAt: 'desc' },
    include: { checkpoint: { select: { savedAt: true } } },
  })

/** Stores the weights of an epoch on the way. */
export async function saveSnapshot(
  { database, storage }: Stores,
  jobId: string,
  epoch: number,
  bytes: Uint8Array,
): Promise<void> {
  const file = await storage.put(bytes)
  await database.snapshot.upsert({
    where: { jobId_epoch: { jobId, epoch } },
    create: { jobId, epoch, file },
    update: { file },
  })
}
