import type { RunState } from '@earshot/contract/blind'
import { useRef, useState } from 'react'
import { useTranslate } from '../../languages/language-provider.tsx'
import { surveyClient } from '../run/survey-client.ts'

interface DeleteAnswersProps {
  slug: string
  onWithdrawn: (state: RunState) => void
}

/** Withdrawing, after asking once: it cannot be undone. */
export function DeleteAnswers({ slug, onWithdrawn }: DeleteAnswersProps) {
  const t = useTranslate()
  const dialog = useRef<HTMLDialogElement>(null)
  const [failed, setFailed] = useState(false)
  const [busy, setBusy] = useState(false)

  async function withdraw() {
    setBusy(true)
    try {
      const { state } = await surveyClient.withdraw({ params: { slug } })
      dialog.current?.close()
      onWithdrawn(state)
    } catch {
      setFailed(true)
      setBusy(false)
    }
  }

  return (
    <>
      <p>
        <button className="btn quiet" type="button" onClick={() => dialog.current?.showModal()}>
          {t('delete.open')}
        </button>
      </p>
      <dialog ref={dialog} aria-labelledby="delete-heading">
        <h2 id="delete-heading">{t('delete.title')}</h2>
        <p>{t('delete.warning')}</p>
        <p className="need" role="alert">
          {failed ? t('delete.failed') : ''}
        </p>
        <div className="row">
          <button className="btn primary" type="button" onClick={() => dialog.current?.close()}>
            {t('delete.keep')}
          </button>
          <button className="btn" type="button" disabled={busy} onClick={() => void withdraw()}>
            {busy ? t('delete.doing') : t('delete.do')}
          </button>
        </div>
      </dialog>
    </>
  )
}
