/** The only place where the survey reads its environment. */
import { z } from 'zod'

const environmentSchema = z.object({
  DATABASE_URL: z.url(),
  STORAGE_URL: z.string().startsWith('file:'),
  /** In the link that lets a researcher in, until there are accounts. */
  EARSHOT_SECRET: z.string().min(16, 'at least 16 characters'),
  /** Where songs become sound, and the secret of its routes; without them the pages are silent. */
  GENERATOR_URL: z.url().optional(),
  GENERATOR_TOKEN: z.string().min(1).optional(),
})
export type Environment = z.infer<typeof environmentSchema>

/** The checked environment. Throws an Error that names each variable that is missing or wrong. */
export function readEnvironment(values: Record<string, string | undefined> = process.env): Environment {
  const parsed = environmentSchema.safeParse(values)
  if (parsed.success) return parsed.data
  throw new Error(`The survey's environment is wrong.\n${z.prettifyError(parsed.error)}`)
}
