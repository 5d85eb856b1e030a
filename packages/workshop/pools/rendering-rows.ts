/**
 * Rows of the table `rendering`: the cache of what was rendered, and what processes and machines share out among
 * themselves. All times are the database's, since the clocks of machines differ.
 */
import { instrumentHash } from '@earshot/audio/instrument'
import { rendererVersion, type ClipReport } from '@earshot/audio/clip'
import {
  clipSettingsSchema,
  settingsHash,
  type ClipSettings,
  type ClipSettingsInput,
} from '@earshot/audio/settings'
import { Prisma, type Database } from '@earshot/database/database'
import { sha256 } from '@earshot/storage/storage'

/** How notes are rendered: what decides every byte of the audio beside the notes. */
export interface Recipe {
  settings: ClipSettings
  renderer: number
  instrument: string
}

export interface Task extends Recipe {
  key: string
  /** SHA-256 of the notes. */
  notes: string
}

export interface Made {
  /** SHA-256 of the MP3. */
  audio: string
  report: ClipReport
}

/** How this process renders. */
export const recipeOf = (sound: ClipSettingsInput): Recipe => ({
  settings: clipSettingsSchema.parse(sound),
  renderer: rendererVersion,
  instrument: instrumentHash(),
})

export function taskOf(recipe: Recipe, notes: string): Task {
  const { settings, renderer, instrument } = recipe
  const parts = [notes, settingsHash(settings), renderer, instrument]
  return { ...recipe, key: sha256(new TextEncoder().encode(JSON.stringify(parts))), notes }
}

const inSeconds = (seconds: number) => Prisma.sql`now() + make_interval(secs => ${seconds}::float8)`
const json = (value: object) => Prisma.sql`${JSON.stringify(value)}::jsonb`
/** Sorted, so that two who write the same rows wait for one another instead of locking each other out. */
const sorted = (tasks: readonly Task[]) => [...tasks].sort((a, b) => (a.key < b.key ? -1 : 1))

/** Says for so many seconds that tasks of one recipe are wanted; what is made already stays as it is. */
export async function want(database: Database, tasks: readonly Task[], seconds: number): Promise<void> {
  const [one] = tasks
  if (!one) return
  const inOrder = sorted(tasks)
  const keys = inOrder.map(({ key }) => key)
  const notes = inOrder.map((task) => task.notes)
  await database.$executeRaw`
    INSERT INTO rendering (key, notes, settings, renderer, instrument, wanted_until)
    SELECT key, notes, ${json(one.settings)}, ${one.renderer}, ${one.instrument}, ${inSeconds(seconds)}
    FROM unnest(${keys}::text[], ${notes}::text[]) AS task (key, notes)
    ON CONFLICT (key) DO UPDATE SET wanted_until = greatest(rendering.wanted_until, excluded.wanted_until)
    WHERE rendering.audio IS NULL`
}

export interface RowState {
  key: string
  made: Made | null
  /** Somebody renders it. */
  taken: boolean
}

/** How far tasks are; one without a row is left out. */
export async function look(database: Database, keys: readonly string[]): Promise<RowState[]> {
  const rows = await database.$queryRaw<
    { key: string; audio: string | null; report: ClipReport | null; taken: boolean }[]
  >`SELECT key, audio, report, coalesce(leased_until > now(), false) AS taken
    FROM rendering WHERE key = ANY(${[...keys]}::text[])`
  return rows.map(({ key, audio, report, taken }) => ({
    key,
    taken,
    made: audio !== null && report !== null ? { audio, report } : null,
  }))
}

export interface Lease {
  worker: string
  seconds: number
}

/** Takes one task unless it is made or somebody renders it; says whether it is now the worker's. */
export async function take(database: Database, key: string, lease: Lease): Promise<boolean> {
  const count = await database.$executeRaw`
    UPDATE rendering SET worker = ${lease.worker}, leased_until = ${inSeconds(lease.seconds)}, error = NULL
    WHERE key = ${key} AND audio IS NULL AND coalesce(leased_until <= now(), true)`
  return count > 0
}

/** Takes any task that is wanted, that this process can render, and at which nobody failed; null where there is none. */
export async function takeAny(
  database: Database,
  { renderer, instrument }: Omit<Recipe, 'settings'>,
  lease: Lease,
): Promise<Task | null> {
  const [task] = await database.$queryRaw<Task[]>`
    UPDATE rendering SET worker = ${lease.worker}, leased_until = ${inSeconds(lease.seconds)}
    WHERE key = (
      SELECT key FROM rendering
      WHERE wanted_until > now() AND audio IS NULL AND error IS NULL AND coalesce(leased_until <= now(), true)
        AND renderer = ${renderer} AND instrument = ${instrument}
      ORDER BY wanted_until LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING key, notes, settings, renderer, instrument`
  return task ?? null
}

/** Keeps a task for longer. */
export async function keep(database: Database, key: string, { worker, seconds }: Lease): Promise<void> {
  await database.$executeRaw`
    UPDATE rendering SET leased_until = ${inSeconds(seconds)} WHERE key = ${key} AND worker = ${worker}`
}

/** Gives a task back, with the reason where it failed. */
export async function giveBack(
  database: Database,
  key: string,
  { worker }: Pick<Lease, 'worker'>,
  error: string | null,
): Promise<void> {
  await database.rendering.updateMany({ where: { key, worker }, data: { leasedUntil: null, error } })
}

/** Keeps what was made, also where nobody wants it any more; of two who made it the first counts. */
export async function finish(database: Database, task: Task, { audio, report }: Made): Promise<void> {
  const { key, notes, settings, renderer, instrument } = task
  await database.$executeRaw`
    INSERT INTO rendering (key, notes, settings, renderer, instrument, audio, report, made_at)
    VALUES (${key}, ${notes}, ${json(settings)}, ${renderer}, ${instrument}, ${audio}, ${json(report)}, now())
    ON CONFLICT (key) DO UPDATE SET audio = excluded.audio, report = excluded.report, made_at = excluded.made_at,
      error = NULL, worker = NULL, leased_until = NULL, wanted_until = NULL
    WHERE rendering.audio IS NULL`
}

/** Makes a task of what was made, since its file is lost. */
export async function unmake(database: Database, key: string, audio: string, seconds: number): Promise<void> {
  await database.$executeRaw`
    UPDATE rendering SET audio = NULL, report = NULL, made_at = NULL, wanted_until = ${inSeconds(seconds)}
    WHERE key = ${key} AND audio = ${audio}`
}

/**
 * Removes tasks that are not made, but for those that somebody else renders right now. Whoever wants one of them as well
 * writes it again.
 */
export async function forget(
  database: Database,
  keys: readonly string[],
  { worker }: Pick<Lease, 'worker'>,
): Promise<void> {
  await database.$executeRaw`
    DELETE FROM rendering WHERE key IN (
      SELECT key FROM rendering WHERE key = ANY(${[...keys]}::text[]) AND audio IS NULL
        AND (worker = ${worker} OR coalesce(leased_until <= now(), true))
      ORDER BY key FOR UPDATE
    )`
}

/** Removes tasks that nobody wants any more: their builder was killed. */
export async function sweep(database: Database): Promise<void> {
  await database.$executeRaw`
    DELETE FROM rendering WHERE key IN (
      SELECT key FROM rendering WHERE wanted_until <= now() AND audio IS NULL ORDER BY key FOR UPDATE SKIP LOCKED
    )`
}
