/** The trials of a search as rows: what was drawn, how far it came, and the file that it goes on from. */
import type { Stores } from '@earshot/data-sets/stores'
import type { Prisma } from '@earshot/database/database'
import type { CurvePoint } from '@earshot/models/training/course'
import { beaten, ranking, rungOf, type Tried } from '@earshot/models/search/halving'
import { rungsOf, type Search } from '@earshot/models/search/search-options'

/** The trials of a search, in the order of drawing, each with its curve. */
export const readTrials = ({ database }: Pick<Stores, 'database'>, jobId: string) =>
  database.searchTrial.findMany({
    where: { jobId },
    orderBy: { trial: 'asc' },
    include: { curve: { orderBy: { epoch: 'asc' } } },
  })

export type Trial = Awaited<ReturnType<typeof readTrials>>[number]

/** What counts of a trial: of one that was cut off, the epochs up to its last rung's end. */
export function asTried(
  { trial, status, epochs, curve }: Trial,
  { measure }: Pick<Search, 'measure'>,
): Tried {
  const failed = status === 'failed'
  const counted = failed ? curve : curve.slice(0, epochs)
  const losses = counted.map(({ loss, heldOut }) => (measure === 'held-out' ? heldOut : loss))
  return { trial, losses, epochs, ended: failed || status === 'ended', failed }
}

/** A row of a search's table; losses are the lowest of all epochs, null where there is none. */
export interface TrialResult {
  /** From 1; null where it failed. */
  rank: number | null
  trial: number
  /** Also whether it is out of the running. */
  status: Trial['status'] | 'out'
  /** The last rung that it came to the end of, from 1; 0 before. */
  rung: number
  options: Record<string, unknown>
  epochs: number
  heldOut: number | null
  loss: number | null
  seconds: number
  /** Why it failed. */
  reason: string | null
}

const lowest = (values: (number | null)[]): number | null => {
  const numbers = values.filter((value) => value !== null)
  return numbers.length > 0 ? Math.min(...numbers) : null
}

/** The table of a search, from best to worst. */
export function trialResults(trials: readonly Trial[], search: Search): TrialResult[] {
  const rungs = rungsOf(search)
  const byNumber = new Map(trials.map((trial) => [trial.trial, trial]))
  const all = trials.map((trial) => asTried(trial, search))
  const out = new Set(beaten(all, rungs))
  return ranking(all, rungs).flatMap((tried, i) => {
    const trial = byNumber.get(tried.trial)
    if (!trial) return []
    const { status, options, curve, reason } = trial
    return {
      rank: tried.failed ? null : i + 1,
      trial: tried.trial,
      status: out.has(tried.trial) ? ('out' as const) : status,
      rung: tried.failed ? 0 : rungOf(tried, rungs),
      options: options as Record<string, unknown>,
      epochs: curve.length,
      heldOut: lowest(curve.map(({ heldOut }) => heldOut)),
      loss: lowest(curve.map(({ loss }) => loss)),
      seconds: curve.reduce((sum, { seconds }) => sum + seconds, 0),
      reason,
    }
  })
}

/** Writes that a trial is being trained, and returns its row. */
export const beginTrial = (
  { database }: Stores,
  { jobId, trial, options, songs }: { jobId: string; trial: number; options: object; songs: string },
) =>
  database.searchTrial.upsert({
    where: { jobId_trial: { jobId, trial } },
    create: { jobId, trial, options, songs },
    update: { status: 'training' },
  })

/** Which trial of which job. */
export interface TrialKey {
  jobId: string
  trial: number
}

/** Writes how a trial stands; with bytes, they take the place of its file, which goes once they are safe. */
export async function writeTrial(
  stores: Stores,
  key: TrialKey,
  { bytes, ...data }: Prisma.SearchTrialUpdateInput & { bytes?: Uint8Array | null },
): Promise<void> {
  const { database, storage } = stores
  const where = { jobId_trial: key }
  if (bytes === undefined) {
    await database.searchTrial.update({ where, data })
    return
  }
  const before = await database.searchTrial.findUniqueOrThrow({ where })
  const file = bytes && (await storage.put(bytes))
  await database.searchTrial.update({ where, data: { ...data, file } })
  if (before.file !== null && before.file !== file) await removeUnused(stores, before.file)
}

async function removeUnused({ database, storage }: Stores, file: string): Promise<void> {
  if ((await database.searchTrial.count({ where: { file } })) === 0) await storage.remove(file)
}

/** Writes an epoch of a trial; one that is repeated after a kill is written again. */
export async function writePoint(
  { database }: Stores,
  { jobId, trial }: TrialKey,
  epoch: number,
  { loss, heldOut, seconds }: CurvePoint,
): Promise<void> {
  const data = { loss, heldOut, seconds }
  await database.searchPoint.upsert({
    where: { jobId_trial_epoch: { jobId, trial, epoch } },
    create: { jobId, trial, epoch, ...data },
    update: data,
  })
}
