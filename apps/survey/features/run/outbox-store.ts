/** The outbox on the device: IndexedDB, or the page's memory where a browser has none. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Kept, OutboxStore, Sending } from './outbox.ts'

interface Schema extends DBSchema {
  sending: { key: number; value: Kept; indexes: { slug: string } }
  /** By study. */
  acknowledged: { key: string; value: string }
}

/** Opens the store of this browser; all its pages share it. */
export async function openOutboxStore(): Promise<OutboxStore & { onDevice: boolean }> {
  try {
    const database = await openDB<Schema>('earshot', 1, {
      upgrade(fresh) {
        fresh
          .createObjectStore('sending', { keyPath: 'number', autoIncrement: true })
          .createIndex('slug', 'slug')
        fresh.createObjectStore('acknowledged')
      },
    })
    return { ...inDatabase(database), onDevice: true }
  } catch {
    // As in some private windows: what is given is sent while the page is open.
    return { ...inMemory(), onDevice: false }
  }
}

function inDatabase(database: IDBPDatabase<Schema>): OutboxStore {
  return {
    async add(sending) {
      // On the disk, not only handed over, before anything goes on: a phone's battery may end.
      const transaction = database.transaction('sending', 'readwrite', { durability: 'strict' })
      // The database numbers it.
      await transaction.store.add(sending as Kept)
      await transaction.done
    },
    all: (slug) => database.getAllFromIndex('sending', 'slug', slug),
    remove: ({ number }) => database.delete('sending', number),
    noteAcknowledged: async (slug, key) => {
      await database.put('acknowledged', key, slug)
    },
    async takeAcknowledged(slug) {
      const transaction = database.transaction('acknowledged', 'readwrite')
      const key = await transaction.store.get(slug)
      await transaction.store.delete(slug)
      await transaction.done
      return key
    },
  }
}

/** For tests too: the same in an array. */
export function inMemory(): OutboxStore {
  const kept: Kept[] = []
  const acknowledged = new Map<string, string>()
  let number = 0
  return {
    add(sending: Sending) {
      kept.push({ ...structuredClone(sending), number: ++number })
      return Promise.resolve()
    },
    all: (slug) => Promise.resolve(kept.filter((one) => one.slug === slug)),
    remove(gone) {
      const index = kept.findIndex((one) => one.number === gone.number)
      if (index >= 0) kept.splice(index, 1)
      return Promise.resolve()
    },
    noteAcknowledged(slug, key) {
      acknowledged.set(slug, key)
      return Promise.resolve()
    },
    takeAcknowledged(slug) {
      const key = acknowledged.get(slug)
      acknowledged.delete(slug)
      return Promise.resolve(key)
    },
  }
}
