/**
 * Prisma's schema engine, compiled to WebAssembly: it writes and applies the same migrations, and keeps the same
 * _prisma_migrations table, as Prisma's command line does, but needs no downloaded binary.
 */
import { readFile, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg'

export const prismaFolder = fileURLToPath(new URL('../../prisma', import.meta.url))
const migrationsFolder = join(prismaFolder, 'migrations')
/** pg-boss keeps its own schema; nothing of ours lies outside "public". */
const filters = { externalTables: [], externalEnums: [] }

let loaded: Promise<void> | undefined

async function loadEngine(): Promise<void> {
  const require = createRequire(import.meta.url)
  const folder = dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'))
  const bytes = await readFile(join(folder, 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': engineModule,
  })
  const { __wbg_set_wasm: setWasm } = engineModule as unknown as {
    __wbg_set_wasm: (exports: unknown) => void
  }
  setWasm(instance.exports)
  ;(instance.exports.__wbindgen_start as () => void)()
}

async function withEngine<T>(
  url: string,
  work: (engine: engineModule.SchemaEngine) => Promise<T>,
): Promise<T> {
  loaded ??= loadEngine()
  await loaded
  const { hostname, port, username, password, pathname } = new URL(url)
  const adapter = new PrismaPg({
    // Spelt out, since the shadow database is made by changing one of these.
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1),
    // Connections close as soon as they are idle: a database with a guest cannot be copied for a test.
    idleTimeoutMillis: 1,
  })
  const factory = bindMigrationAwareSqlAdapterFactory(adapter)
  const schema = await readFile(join(prismaFolder, 'schema.prisma'), 'utf8')
  const engine = await engineModule.SchemaEngine.new(
    { datamodels: [['schema.prisma', schema]] },
    () => undefined,
    factory,
  )
  try {
    return await work(engine)
  } finally {
    engine.free()
  }
}

async function migrationList() {
  const entries = await readdir(migrationsFolder, { withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
  const migrationDirectories = await Promise.all(
    names.map(async (path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: {
          tag: 'ok' as const,
          value: await readFile(join(migrationsFolder, path, 'migration.sql'), 'utf8'),
        },
      },
    })),
  )
  const lockfile = {
    path: 'migration_lock.toml',
    content: await readFile(join(migrationsFolder, 'migration_lock.toml'), 'utf8'),
  }
  return { baseDir: migrationsFolder, lockfile, shadowDbInitScript: '', migrationDirectories }
}

/** Applies the migrations that the database at `url` lacks; returns their names. */
export async function migrate(url: string): Promise<string[]> {
  const migrationsList = await migrationList()
  const { appliedMigrationNames } = await withEngine(url, (engine) =>
    engine.applyMigrations({ migrationsList, filters }),
  )
  return appliedMigrationNames
}

/** The SQL that takes a database from one text of schema.prisma ("" is an empty database) to another. */
export async function schemaDifference(url: string, from: string, to: string): Promise<string> {
  const schema = (content: string) =>
    content === ''
      ? { tag: 'empty' as const }
      : { tag: 'schemaDatamodel' as const, files: [{ path: 'schema.prisma', content }] }
  const { stdout } = await withEngine(url, (engine) =>
    engine.diff({ from: schema(from), to: schema(to), script: true, exitCode: null, filters }),
  )
  return stdout ?? ''
}
