import { notFound } from 'next/navigation'
import { preload } from 'react-dom'
import { Run } from '../../../features/run/run.tsx'
import { Welcome } from '../../../features/welcome/welcome.tsx'
import { translatorOf } from '../../../languages/catalogs.ts'
import { respondentPage } from '../../../server/respondent-page.ts'

/** A whole run at one address: where it stands is kept by the server, so a reload comes back to the same clip. */
export default async function StudyPage({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params
  const { invitation, state, language } = await respondentPage(slug)
  if (!invitation) notFound()
  // Asked for with the scripts, not after them. As `fetchClip` asks, so that it is sent once.
  const clip = state?.step === 'trial' ? state.trial : state?.step === 'sound' ? state.first : undefined
  if (clip) preload(`/api/clips/${clip.key}`, { as: 'fetch', crossOrigin: 'anonymous' })
  return (
    <>
      <noscript>
        <p className="strip">{translatorOf(language)('page.no-script')}</p>
      </noscript>
      {state ? (
        <Run
          slug={slug}
          wording={invitation.wording}
          rules={invitation.rules}
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
