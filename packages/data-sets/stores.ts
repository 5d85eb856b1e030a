import type { Database } from '@earshot/database/database'
import type { Storage } from '@earshot/storage/storage'

/** Where data sets are kept: rows in the database, notes and indexes in the storage. */
export interface Stores {
  database: Database
  storage: Storage
}
