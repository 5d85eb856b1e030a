/** A fresh, migrated database for one test file, copied from the template that test-server.ts made. */
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { openDatabase, type Database } from './database.ts'
import type {} from './test-server.ts'

/** Creates the database and drops it after the file’s tests. Call it once, at the top of a test file. */
export async function testDatabase(): Promise<{ database: Database; url: string }> {
  const template = inject('databaseUrl')
  const name = `test_${String(process.pid)}_${Math.random().toString(36).slice(2)}`
  const url = template.replace(/\/earshot$/, `/${name}`)
  await administer(template, `CREATE DATABASE ${name} TEMPLATE earshot`)
  const database = openDatabase(url)
  afterAll(async () => {
    await database.$disconnect()
    await administer(template, `DROP DATABASE ${name} WITH (FORCE)`)
  })
  return { database, url }
}

async function administer(template: string, sql: string): Promise<void> {
  const admin = new pg.Client({ connectionString: template.replace(/\/earshot$/, '/postgres') })
  await admin.connect()
  // Two workers may not copy one template at the same moment.
  await admin.query('SELECT pg_advisory_lock(1)')
  await admin.query(sql)
  await admin.end()
}
