import { useTranslate } from '../../languages/language-provider.tsx'

/** After withdrawal: what was deleted, and what stays valid. */
export function Withdrawn({ code }: { code: string | undefined }) {
  const t = useTranslate()
  return (
    <main className="questions">
      <h1 tabIndex={-1}>{t('delete.done')}</h1>
      <p className="read">{code === undefined ? t('delete.close') : t('delete.code-stays', { code })}</p>
    </main>
  )
}
