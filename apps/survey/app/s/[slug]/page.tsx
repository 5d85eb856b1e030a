import { findInvitation } from '@earshot/study/invitation'
import { findRun } from '@earshot/study/run'
import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { notFound } from 'next/navigation'
import { Run } from '../../../features/run/run.tsx'
import { Welcome } from '../../../features/welcome/welcome.tsx'
import { runToken } from '../../../server/run-cookie.ts'
import { services } from '../../../server/services.ts'
import '../../../styles/respondent.css'

/** The same for every study and every place in it. */
export const metadata: Metadata = { title: { absolute: 'A listening test' } }

/** A whole run at one address: where it stands is kept by the server, so a reload comes back to the same clip. */
export default async function StudyPage({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params
  const { database } = services()
  const token = runToken(await cookies(), slug)
  const invitation = await findInvitation(database, slug, token)
  if (!invitation) notFound()
  const state = await findRun(database, { slug, token, now: new Date() })
  return (
    <>
      <noscript>
        <p className="strip">This test needs JavaScript to play sound.</p>
      </noscript>
      {state ? (
        <Run
          slug={slug}
          wording={invitation.wording}
          clips={invitation.clips}
          breakAfter={invitation.breakAfter}
          initial={state}
        />
      ) : (
        <Welcome invitation={invitation} />
      )}
    </>
  )
}
