import { languageFacts } from '@earshot/contract/languages'
import type { StudyInvitation } from '@earshot/study/invitation'
import Link from 'next/link'
import { Plate } from '../../components/plate.tsx'
import { translatorOf } from '../../languages/catalogs.ts'
import { ConsentForm } from './consent-form.tsx'
import { LanguageChooser } from './language-chooser.tsx'

/** What the study is, what is kept of it, and the consent. Opening this page records nothing. */
export function Welcome({ invitation }: { invitation: StudyInvitation }) {
  const { slug, status, wording, language, languages, clips, seconds, minutes } = invitation
  const { askQuestions, ethics, minimumAge, keptDays } = invitation
  const t = translatorOf(language)
  const facts = [
    t('welcome.clips', { clips }),
    t('welcome.seconds', { seconds }),
    t('welcome.minutes', { minutes }),
  ]
  const kept = [
    t('welcome.keep-what', { questions: askQuestions ? 'yes' : 'no' }),
    t('welcome.kept-answers', { days: keptDays.answers ?? 0 }),
    keptDays.recruitment === null ? '' : t('welcome.kept-recruitment', { days: keptDays.recruitment }),
  ]
  return (
    <main className="cover-grid">
      <Plate
        over={t('page.over')}
        title={wording.title}
        notes={clips}
        facts={facts}
        corner={
          languages.length > 1 ? (
            <LanguageChooser
              slug={slug}
              language={language}
              languages={languages.map((tag) => ({ tag, name: languageFacts[tag].name }))}
              label={t('page.language')}
            />
          ) : null
        }
      />
      <div className="terms">
        <div className="terms-in">
          <p className="lead">{wording.introduction}</p>
          <p>{t('welcome.same-piano')}</p>
          <dl className="plain">
            <div>
              <dt>{t('welcome.need')}</dt>
              <dd>{t('welcome.need-what')}</dd>
            </div>
            <div>
              <dt>{t('welcome.keep')}</dt>
              <dd>{kept.join(' ')}</dd>
            </div>
            <div>
              <dt>{t('welcome.may')}</dt>
              <dd>{t('welcome.may-what')}</dd>
            </div>
            <div>
              <dt>{t('welcome.we-are')}</dt>
              <dd>{wording.contact}</dd>
            </div>
            {ethics === null ? null : (
              <div>
                <dt>{t('welcome.approved')}</dt>
                <dd>{ethics}</dd>
              </div>
            )}
            {minimumAge === null ? null : (
              <div>
                <dt>{t('welcome.you-are')}</dt>
                <dd>{t('welcome.age', { years: minimumAge })}</dd>
              </div>
            )}
          </dl>
          {status === 'open' ? (
            <ConsentForm slug={slug} consent={wording.consent} language={language} />
          ) : (
            <p className="note">
              <b>{status === 'closed' ? t('welcome.ended') : t('welcome.piloting')}</b>
            </p>
          )}
          {languageFacts[language].reviewed ? null : <p className="cap">{t('page.unreviewed')}</p>}
          <p className="cap">
            <Link href="/credits" prefetch={false}>
              {t('page.credits')}
            </Link>
          </p>
        </div>
      </div>
    </main>
  )
}
