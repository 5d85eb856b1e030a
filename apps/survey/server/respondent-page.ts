/** What the page of a respondent shows, read once for its layout, its title and itself. Server only. */
import { languages, type Language } from '@earshot/contract/languages'
import { findInvitation, type StudyInvitation } from '@earshot/study/invitation'
import { findRun } from '@earshot/study/run'
import { cookies, headers } from 'next/headers'
import { cache } from 'react'
import { negotiate } from '../languages/negotiate.ts'
import { languageCookie } from './language-cookie.ts'
import { runToken } from './run-cookie.ts'
import { services } from './services.ts'

interface RespondentPage {
  language: Language
  /** Undefined where there is no study that takes respondents. */
  invitation: StudyInvitation | undefined
  /** Where the run of this browser stands; undefined before it begins. */
  state: Awaited<ReturnType<typeof findRun>>
}

export const respondentPage = cache(async (slug: string): Promise<RespondentPage> => {
  const { database } = services()
  const [jar, head] = await Promise.all([cookies(), headers()])
  const wish = { chosen: jar.get(languageCookie)?.value, accepted: head.get('accept-language') }
  const token = runToken(jar, slug)
  const choose = (offered: readonly [Language, ...Language[]]) => negotiate(offered, wish)
  const invitation = await findInvitation(database, slug, { token, choose })
  if (!invitation) return { language: negotiate(languages, wish), invitation, state: undefined }
  const state = await findRun(database, { slug, token, now: new Date() })
  return { language: invitation.language, invitation, state }
})
