/** The one place that makes a Prisma client. */
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client.ts'

export { Prisma } from './generated/client.ts'
export type * from './generated/client.ts'

export type Database = PrismaClient
/** What a function inside a transaction is given; a Database will do as well. */
export type Transaction = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>

/** Opens a pool of connections to a migrated database; end it with `$disconnect`. */
export function openDatabase(url: string): Database {
  return new PrismaClient({
    adapter: new PrismaPg({ connectionString: url, max: 20, application_name: 'earshot' }),
  })
}
