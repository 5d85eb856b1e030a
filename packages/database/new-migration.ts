/**
 * Writes prisma/migrations/TIME_NAME/migration.sql: what takes the committed schema.prisma to the one on disk.
 * Run it from packages/database with: npx tsx new-migration.ts NAME. Views and checks are then added by hand.
 */
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prismaFolder, schemaDifference } from './schema-engine.ts'
import { openServer } from './server.ts'

const name = process.argv[2]
if (!name) throw new Error('Give the migration a name: npx tsx new-migration.ts NAME')

const before = execFileSync('git', ['show', 'HEAD:./schema.prisma'], { cwd: prismaFolder, encoding: 'utf8' })
const after = await readFile(join(prismaFolder, 'schema.prisma'), 'utf8')
const server = await openServer(join(tmpdir(), 'earshot-new-migration'))
const sql = await schemaDifference(server.url, before, after)
await server.close()

const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
const folder = join(prismaFolder, 'migrations', `${time}_${name}`)
await mkdir(folder, { recursive: true })
await writeFile(join(folder, 'migration.sql'), sql)
console.log(join(folder, 'migration.sql'))
