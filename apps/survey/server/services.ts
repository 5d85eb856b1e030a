/** The database, the storage and the generator of this process, opened when first needed. Server only. */
import { generatorRoutes } from '@earshot/contract/generator'
import { createClient, type Client } from '@earshot/contract/route'
import { openDatabase, type Database } from '@earshot/database/database'
import { openStorage, type Storage } from '@earshot/storage/storage'
import { readEnvironment, type Environment } from '../env.ts'

interface Services {
  database: Database
  storage: Storage
  secret: string
  /** Undefined where the environment does not name it. */
  generator: Client<typeof generatorRoutes> | undefined
}

// Kept on the global object: the bundler may load this module once for pages and once for routes.
const holder = globalThis as typeof globalThis & { earshotServices?: Services }

export function services(): Services {
  holder.earshotServices ??= open()
  return holder.earshotServices
}

function open(): Services {
  const environment = readEnvironment()
  return {
    database: openDatabase(environment.DATABASE_URL),
    storage: openStorage(environment.STORAGE_URL),
    secret: environment.EARSHOT_SECRET,
    generator: openGenerator(environment),
  }
}

function openGenerator({ GENERATOR_URL: url, GENERATOR_TOKEN: token }: Environment): Services['generator'] {
  if (url === undefined || token === undefined) return undefined
  return createClient(generatorRoutes, url, { authorization: `Bearer ${token}` })
}
