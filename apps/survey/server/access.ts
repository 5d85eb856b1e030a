/** Who may see what: until there are accounts, researchers come by a secret link. Server only. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { cookies } from 'next/headers'
import { notFound } from 'next/navigation'
import type { CookieJar } from './cookies.ts'
import { services } from './services.ts'

export const researcherCookie = 'earshot_researcher'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Whether a secret is the researchers' one; digests are compared, so a guess learns nothing from the time. */
export const isSecret = (given: string | undefined, secret: string): boolean =>
  timingSafeEqual(digest(given ?? ''), digest(secret))

/** Studies whose results everybody may see. */
const publicResults: readonly string[] = ['paper-2021']

export const resultsArePublic = (slug: string): boolean => publicResults.includes(slug)

/** Whether a request comes from somebody who followed the secret link. Routes give its cookies; pages need not. */
export async function isResearcher(jar?: CookieJar): Promise<boolean> {
  const cookie = (jar ?? (await cookies())).get(researcherCookie)?.value
  return isSecret(cookie, services().secret)
}

/** Ends the page as "not found" for everybody else: a stranger learns not even that it is there. */
export async function requireResearcher(): Promise<void> {
  if (!(await isResearcher())) notFound()
}

/** As requireResearcher, for the results of a study. */
export async function requireResultsAccess(slug: string): Promise<void> {
  if (!resultsArePublic(slug)) await requireResearcher()
}
