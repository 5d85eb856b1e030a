/** The cookie that holds the secret of a respondent's run: one a study, unreadable by scripts. Server only. */
import { setCookie, type CookieJar } from './cookies.ts'

const nameOf = (slug: string): string => `earshot_run_${slug}`
const dayInSeconds = 24 * 60 * 60

/** The secret of the respondent's run in this study, or "" where there is none. */
export const runToken = (jar: CookieJar, slug: string): string => jar.get(nameOf(slug))?.value ?? ''

/** The secrets of all runs of this browser: a clip's address does not say of which study it is. */
export const allRunTokens = (jar: CookieJar): string[] =>
  jar
    .getAll()
    .filter(({ name }) => name.startsWith('earshot_run_'))
    .map(({ value }) => value)

export function keepRunToken(response: Response, request: Request, slug: string, token: string): void {
  setCookie(response, request, { name: nameOf(slug), value: token, maxAge: dayInSeconds })
}
