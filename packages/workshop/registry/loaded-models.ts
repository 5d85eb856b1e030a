/** Models that stay loaded from one request to the next, so that a slider that is moved is answered at once. */
import type { Model } from '@earshot/models/generation/model'

export interface LoadedModels {
  /** Does something with the model of a file, which `load` loads unless it still is. */
  use<T>(file: string, load: () => Promise<Model>, work: (model: Model) => T | Promise<T>): Promise<T>
  /** Frees what is loaded; nothing may be in use. */
  close(): Promise<void>
}

interface Entry {
  model: Promise<Model>
  users: number
}

/** Keeps the models that were used last, at most `limit` of those that nobody uses. */
export function keepModels(limit = 2): LoadedModels {
  const entries = new Map<string, Entry>()

  /** The entry of a file, from now on the one that was used last. */
  function entryOf(file: string, load: () => Promise<Model>): Entry {
    const entry = entries.get(file) ?? { model: load(), users: 0 }
    entries.delete(file)
    entries.set(file, entry)
    return entry
  }

  async function free(file: string, entry: Entry): Promise<void> {
    if (entries.get(file) === entry) entries.delete(file)
    // One that could not be loaded holds nothing.
    const model = await entry.model.catch(() => null)
    model?.dispose()
  }

  async function freeOldest(): Promise<void> {
    const idle = [...entries].filter(([, { users }]) => users === 0)
    for (const [file, entry] of idle.slice(0, Math.max(0, entries.size - limit))) await free(file, entry)
  }

  return {
    async use(file, load, work) {
      const entry = entryOf(file, load)
      entry.users++
      try {
        return await work(await entry.model)
      } finally {
        entry.users--
        const isLoaded = await entry.model.then(
          () => true,
          () => false,
        )
        if (!isLoaded && entry.users === 0) await free(file, entry)
        await freeOldest()
      }
    },
    async close() {
      for (const [file, entry] of [...entries]) await free(file, entry)
    },
  }
}
