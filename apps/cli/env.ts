/** The only place where the command line reads its environment. */
import { resolve } from 'node:path'
import { pathToFileURL, fileURLToPath } from 'node:url'
import { z } from 'zod'

/** The folder of the project. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

const port = z.coerce.number().int().min(1).max(65535)
const environmentSchema = z.object({
  EARSHOT_HOME: z.string().min(1).optional(),
  DATABASE_URL: z.url().optional(),
  STORAGE_URL: z.string().startsWith('file:', 'must begin with file:').optional(),
  EARSHOT_BACKEND: z.enum(['gpu', 'native', 'wasm', 'cpu']).optional(),
  PORT: port.default(3000),
  GENERATOR_PORT: port.default(4000),
  GENERATOR_HOST: z.string().default('127.0.0.1'),
  GENERATOR_TOKEN: z.string().min(16, 'at least 16 characters').optional(),
  CHROMIUM_PATH: z.string().optional(),
})

export interface Environment {
  /** The data folder. */
  home: string
  /** Of a server of the user's own; undefined is the embedded one. */
  databaseUrl: string | undefined
  storageUrl: string
  backend: 'gpu' | 'native' | 'wasm' | 'cpu' | undefined
  surveyPort: number
  generatorPort: number
  generatorHost: string
  generatorToken: string | undefined
  /** A browser for tests. */
  chromiumPath: string | undefined
}

/** The checked environment. Throws an Error that names each variable that is wrong. */
export function readEnvironment(values: NodeJS.ProcessEnv = process.env): Environment {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(given)
  if (!parsed.success) throw new Error(`An environment variable is wrong.\n${z.prettifyError(parsed.error)}`)
  const { EARSHOT_HOME = resolve(root, '.earshot'), STORAGE_URL, ...rest } = parsed.data
  const home = resolve(EARSHOT_HOME)
  return {
    home,
    databaseUrl: rest.DATABASE_URL,
    storageUrl: STORAGE_URL ?? pathToFileURL(resolve(home, 'files')).href,
    backend: rest.EARSHOT_BACKEND,
    surveyPort: rest.PORT,
    generatorPort: rest.GENERATOR_PORT,
    generatorHost: rest.GENERATOR_HOST,
    generatorToken: rest.GENERATOR_TOKEN,
    chromiumPath: rest.CHROMIUM_PATH,
  }
}

/** What a process started by this one is given beside `extra`. */
export const childEnvironment = (extra: Record<string, string>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...extra,
})
