import type { StudyInvitation } from '@earshot/study/invitation'
import Link from 'next/link'
import { Plate } from '../../components/plate.tsx'
import { ConsentForm } from './consent-form.tsx'
import { counted, facts, keptWords, notTaking } from './words.ts'

/** What the study is, what is kept of it, and the consent. Opening this page records nothing. */
export function Welcome({ invitation }: { invitation: StudyInvitation }) {
  const { slug, status, wording, clips, askQuestions, ethics, minimumAge, keptDays } = invitation
  return (
    <main className="cover-grid">
      <Plate over="A listening test" title={wording.title} notes={clips} facts={facts(invitation)} />
      <div className="terms">
        <div className="terms-in">
          <p className="lead">{wording.introduction}</p>
          <p>
            Every clip is played on the same piano. You are not being graded; we want your honest impression.
          </p>
          <dl className="plain">
            <div>
              <dt>You need</dt>
              <dd>Sound. Headphones if you have them, or a quiet room.</dd>
            </div>
            <div>
              <dt>We keep</dt>
              <dd>
                Your {counted(clips)} answers, how you played each clip
                {askQuestions ? ', and what you tell us at the end' : ''}. No name, no email, no address of
                your device. {keptWords(keptDays)}
              </dd>
            </div>
            <div>
              <dt>You may</dt>
              <dd>
                Stop at any time by closing this page. The same link takes you up where you stopped, for 24
                hours. At the end you may delete all that you gave.
              </dd>
            </div>
            <div>
              <dt>We are</dt>
              <dd>{wording.contact}</dd>
            </div>
            {ethics === null ? null : (
              <div>
                <dt>Approved by</dt>
                <dd>{ethics}</dd>
              </div>
            )}
            {minimumAge === null ? null : (
              <div>
                <dt>You are</dt>
                <dd>{String(minimumAge)} years old or older.</dd>
              </div>
            )}
          </dl>
          {status === 'open' ? (
            <ConsentForm slug={slug} consent={wording.consent} />
          ) : (
            <p className="note">
              <b>{notTaking(status)}</b>
            </p>
          )}
          <p className="cap">
            <Link href="/credits" prefetch={false}>
              Credits
            </Link>
          </p>
        </div>
      </div>
    </main>
  )
}
