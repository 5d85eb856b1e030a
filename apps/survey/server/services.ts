/** The database and the storage of this process, opened when first needed. Server only. */
import { openDatabase, type Database } from '@earshot/database/database'
import { openStorage, type Storage } from '@earshot/storage/storage'
import { readEnvironment } from '../env.ts'

interface Services {
  database: Database
  storage: Storage
  secret: string
}

// Kept on the global object: the bundler may load this module once for pages and once for routes.
const holder = globalThis as typeof globalThis & { earshotServices?: Services }

export function services(): Services {
  holder.earshotServices ??= open()
  return holder.earshotServices
}

function open(): Services {
  const { DATABASE_URL, STORAGE_URL, EARSHOT_SECRET } = readEnvironment()
  return { database: openDatabase(DATABASE_URL), storage: openStorage(STORAGE_URL), secret: EARSHOT_SECRET }
}
