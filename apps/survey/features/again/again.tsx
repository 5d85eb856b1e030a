'use client'

import { useEffect, useState } from 'react'
import { useTranslate } from '../../languages/language-provider.tsx'
import { surveyClient } from '../run/survey-client.ts'

/** Gives this browser the run whose secret stands in the address, and goes on to it. */
export function Again({ slug }: { slug: string }) {
  const t = useTranslate()
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    const token = window.location.hash.slice(1)
    surveyClient
      .followLink({ params: { slug }, body: { token } })
      .then(() => {
        window.location.replace(`/s/${encodeURIComponent(slug)}`)
      })
      .catch(() => {
        setFailed(true)
      })
  }, [slug])
  return (
    <main className="plain-page">
      <h1>{t('link.title')}</h1>
      <p className="read" role="status">
        {failed ? t('link.failed') : t('welcome.one-moment')}
      </p>
    </main>
  )
}
