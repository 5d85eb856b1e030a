/** The cookie that holds the secret of a respondent's run: one a study, unreadable by scripts. Server only. */
import { cookies } from 'next/headers'

const nameOf = (slug: string): string => `earshot_run_${slug}`
const dayInSeconds = 24 * 60 * 60

/** The secret of the respondent's run in this study, or "" where there is none. */
export async function runToken(slug: string): Promise<string> {
  return (await cookies()).get(nameOf(slug))?.value ?? ''
}

/** The secrets of all runs of this browser: a clip's address does not say of which study it is. */
export async function allRunTokens(): Promise<string[]> {
  const all = (await cookies()).getAll()
  return all.filter(({ name }) => name.startsWith('earshot_run_')).map(({ value }) => value)
}

export async function keepRunToken(slug: string, token: string): Promise<void> {
  const jar = await cookies()
  jar.set(nameOf(slug), token, { httpOnly: true, sameSite: 'lax', path: '/', maxAge: dayInSeconds })
}
