'use client'

import { useTranslate } from '../../../languages/language-provider.tsx'

export default function NotFound() {
  const t = useTranslate()
  return (
    <main className="plain-page">
      <h1>{t('page.missing')}</h1>
      <p className="read">{t('page.missing-why')}</p>
    </main>
  )
}
