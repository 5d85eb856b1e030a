/** The clips of a pool rendered: over cores, processes and machines, and each but once. See docs/clips.md. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClipSettingsInput } from '@earshot/audio/settings'
import { Refusal, StoppedError, stopIfAsked, type Work } from '@earshot/jobs/work'
import type { Workshop } from '../workshop.ts'
import { newLease, renderTask, usualTiming, type Timing } from './render-task.ts'
import { fromCache } from './rendering-cache.ts'
import { progressOf } from './rendering-progress.ts'
import { forget, look, recipeOf, sweep, take, taskOf, want } from './rendering-rows.ts'
import type { Made, Task } from './rendering-rows.ts'

export type { Made } from './rendering-rows.ts'

/** Music whose notes lie in the storage under their hash. */
export interface Music {
  title: string
  notes: string
}

/**
 * Renders all the music by the same settings, and returns it in its order; what was rendered before, by whomever, comes
 * from the cache. Other processes on the same database may render some. Throws Refusal with the title of a clip that
 * cannot be rendered, and StoppedError where the signal says so; then nothing is left that was only asked for.
 */
export async function renderAll(
  workshop: Workshop,
  music: readonly Music[],
  sound: ClipSettingsInput,
  work: Work,
  timing: Timing = usualTiming,
): Promise<Made[]> {
  const recipe = recipeOf(sound)
  const tasks = music.map(({ title, notes }) => ({ ...taskOf(recipe, notes), title }))
  const build = new Build(workshop, tasks, work, timing)
  try {
    await build.begin()
    await build.render()
  } finally {
    await build.end()
  }
  return tasks.map((task) => build.result(task))
}

type TitledTask = Task & { title: string }

/** What one builder knows of its tasks; the rows say what others do. */
class Build {
  readonly #pending: Map<string, TitledTask>
  readonly #made = new Map<string, Made>()
  /** Tasks that nobody renders, as far as is known. */
  #free: TitledTask[] = []
  readonly #mine = new Set<string>()
  #failed = false
  #wantedAt = 0
  #tell: () => void = () => undefined
  readonly #lease
  readonly #workshop
  readonly #work
  readonly #timing

  constructor(workshop: Workshop, tasks: readonly TitledTask[], work: Work, timing: Timing) {
    this.#pending = new Map(tasks.map((task) => [task.key, task]))
    this.#workshop = workshop
    this.#work = work
    this.#timing = timing
    this.#lease = newLease(timing)
  }

  /** Writes the tasks down, and takes from the cache what is there. */
  async begin(): Promise<void> {
    const { database } = this.#workshop
    const total = this.#pending.size
    await sweep(database)
    await this.#want()
    const cached = await fromCache(this.#workshop, [...this.#pending.keys()], this.#timing)
    for (const [key, made] of cached) this.#keep(key, made)
    this.#tell = progressOf(this.#work, { total, cached: cached.size, done: () => this.#made.size })
    this.#tell()
    await this.#look()
  }

  /** Renders until all is made, by this process or another. */
  async render(): Promise<void> {
    // One more than there are threads, so that none waits while a file is stored.
    const renderers = Array.from({ length: this.#workshop.clips.size + 1 }, () =>
      this.#untilMade(() => this.#renderNext()),
    )
    const watcher = this.#untilMade(async () => {
      await sleep(this.#timing.lookMs)
      await this.#look()
    })
    const all = [...renderers, watcher]
    try {
      await Promise.all(all)
    } catch (error) {
      this.#failed = true
      await Promise.allSettled(all)
      throw error
    }
  }

  /** Takes back what was not made. */
  async end(): Promise<void> {
    await forget(this.#workshop.database, [...this.#pending.keys()], this.#lease)
  }

  result({ key, title }: TitledTask): Made {
    const made = this.#made.get(key)
    if (!made) throw new Error(`The clip of "${title}" was not rendered.`)
    return made
  }

  async #untilMade(step: () => Promise<unknown>): Promise<void> {
    while (this.#pending.size > 0) {
      stopIfAsked(this.#work)
      if (this.#failed) throw new StoppedError('another clip cannot be rendered')
      await step()
    }
  }

  async #renderNext(): Promise<void> {
    const task = this.#free.shift()
    if (!task) {
      await sleep(this.#timing.lookMs)
      return
    }
    this.#mine.add(task.key)
    try {
      if (await take(this.#workshop.database, task.key, this.#lease))
        this.#keep(task.key, await renderTask(this.#workshop, task, this.#lease))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new Refusal(`The clip of "${task.title}" cannot be rendered: ${reason}`, { cause: error })
    } finally {
      this.#mine.delete(task.key)
    }
  }

  /** What others made is made, what nobody renders is free, and what another builder took back is wanted again. */
  async #look(): Promise<void> {
    const states = await look(this.#workshop.database, [...this.#pending.keys()])
    const rows = new Map(states.map((row) => [row.key, row]))
    for (const { key, made } of states) if (made) this.#keep(key, made)
    const tasks = [...this.#pending.values()]
    const age = performance.now() - this.#wantedAt
    if (age > (this.#timing.wantSeconds * 1000) / 3 || tasks.some(({ key }) => !rows.has(key)))
      await this.#want()
    this.#free = tasks.filter(({ key }) => !rows.get(key)?.taken && !this.#mine.has(key))
  }

  async #want(): Promise<void> {
    this.#wantedAt = performance.now()
    await want(this.#workshop.database, [...this.#pending.values()], this.#timing.wantSeconds)
  }

  #keep(key: string, made: Made): void {
    if (!this.#pending.delete(key)) return
    this.#made.set(key, made)
    this.#tell()
  }
}
