'use client'

import { useTranslate } from '../../../languages/language-provider.tsx'

/** Shown where a respondent's page fails on our side; `digest` finds the reason in the log. */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  const t = useTranslate()
  return (
    <main className="plain-page">
      <h1>{t('page.failed')}</h1>
      <p className="read">{t('page.failed-why')}</p>
      <p>
        <button className="btn primary" type="button" onClick={reset}>
          {t('trial.try-again')}
        </button>
      </p>
      {error.digest ? <p className="cap">{t('page.reference', { digest: error.digest })}</p> : null}
    </main>
  )
}
