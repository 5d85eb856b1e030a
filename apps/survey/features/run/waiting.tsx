import { useTranslate } from '../../languages/language-provider.tsx'

/** The connection is away, and what comes next is not known here. */
export function WaitingForConnection({ count }: { count: number }) {
  const t = useTranslate()
  return (
    <main className="questions">
      <h1 tabIndex={-1}>{t('run.waiting')}</h1>
      <p className="read" role="status">
        {t('run.waiting-kept', { answers: count })}
      </p>
    </main>
  )
}
