/** A study as the linter is given it: its runs of inspection, and of which source each of their clips is. */
import { randomUUID } from 'node:crypto'
import type { Database } from '@earshot/database/database'
import { isAlive, thisWorker } from '@earshot/jobs/job-rows'
import type { Random } from '@earshot/random/random'
import { createInspection, endInspection, inspectors, type InspectionRun } from '@earshot/study/inspection'
import { hostname } from 'node:os'

/** A clip as a run names it. */
export interface InspectedClip {
  id: string
  source: string
  /** The run's secret, which its cookie holds, and the key of the clip in it. */
  token: string
  key: string
}

export interface Inspected {
  runs: InspectionRun[]
  /** Each clip of the study once. */
  clips: InspectedClip[]
}

/** Makes the runs of an inspection, gives them to `use`, and deletes them however it ends. */
export async function withInspection<T>(
  database: Database,
  slug: string,
  { random, now }: { random: Random; now: Date },
  use: (inspected: Inspected) => Promise<T>,
): Promise<T> {
  await removeStale(database)
  const inspector = `${thisWorker}/${randomUUID()}`
  try {
    const runs = await createInspection(database, slug, { inspector, random, now })
    return await use({ runs, clips: await clipsOf(database, runs) })
  } finally {
    await endInspection(database, inspector)
  }
}

/** What lints whose process died on this machine have left. */
async function removeStale(database: Database): Promise<void> {
  for (const inspector of await inspectors(database)) {
    const [, host, pid] = /^(.*):(\d+)\//.exec(inspector) ?? []
    if (host === hostname() && !isAlive(Number(pid))) await endInspection(database, inspector)
  }
}

async function clipsOf(database: Database, runs: readonly InspectionRun[]): Promise<InspectedClip[]> {
  const ids = runs.flatMap(({ trials }) => trials.map(({ clip }) => clip))
  const rows = await database.clip.findMany({
    where: { id: { in: ids } },
    select: { id: true, source: { select: { name: true } } },
  })
  const sources = new Map(rows.map(({ id, source }) => [id, source.name]))
  const places = new Map(
    runs.flatMap(({ token, trials }) => trials.map(({ key, clip }) => [clip, { token, key }] as const)),
  )
  return [...places].map(([id, place]) => ({ id, source: sources.get(id) ?? '', ...place }))
}
