/** The only place where the generator reads its environment. */
import { z } from 'zod'

const environmentSchema = z.object({
  DATABASE_URL: z.url(),
  STORAGE_URL: z.string().startsWith('file:'),
  GENERATOR_HOST: z.string().default('127.0.0.1'),
  GENERATOR_PORT: z.coerce.number().int().min(0).max(65535).default(4000),
  GENERATOR_TOKEN: z.string().min(16, 'at least 16 characters'),
  /** Where respondents reach the survey: a leak check goes through it, in the browser that CHROMIUM_PATH may name. */
  SURVEY_URL: z.url().optional(),
  CHROMIUM_PATH: z.string().optional(),
  EARSHOT_BACKEND: z.enum(['gpu', 'native', 'wasm', 'cpu']).optional(),
})
export type Environment = z.infer<typeof environmentSchema>

/** The checked environment. Throws an Error that names each variable that is missing or wrong. */
export function readEnvironment(values: NodeJS.ProcessEnv = process.env): Environment {
  const parsed = environmentSchema.safeParse(values)
  if (parsed.success) return parsed.data
  throw new Error(`The generator's environment is wrong.\n${z.prettifyError(parsed.error)}`)
}
