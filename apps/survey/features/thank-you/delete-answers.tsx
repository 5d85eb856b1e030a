import type { RunState } from '@earshot/contract/blind'
import { useRef, useState } from 'react'
import { surveyClient } from '../run/survey-client.ts'

interface DeleteAnswersProps {
  slug: string
  onWithdrawn: (state: RunState) => void
}

/** Withdrawing, after asking once: it cannot be undone. */
export function DeleteAnswers({ slug, onWithdrawn }: DeleteAnswersProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)

  async function withdraw() {
    setBusy(true)
    try {
      const { state } = await surveyClient.withdraw({ params: { slug } })
      dialog.current?.close()
      onWithdrawn(state)
    } catch {
      setProblem('They are not deleted yet: there is no connection. Try again.')
      setBusy(false)
    }
  }

  return (
    <>
      <p>
        <button className="btn quiet" type="button" onClick={() => dialog.current?.showModal()}>
          Delete my answers
        </button>
      </p>
      <dialog ref={dialog} aria-labelledby="delete-heading">
        <h2 id="delete-heading">Delete all your answers?</h2>
        <p>This cannot be undone. Your code stays valid.</p>
        <p className="need" role="alert">
          {problem}
        </p>
        <div className="row">
          <button className="btn primary" type="button" onClick={() => dialog.current?.close()}>
            Keep them
          </button>
          <button className="btn" type="button" disabled={busy} onClick={() => void withdraw()}>
            {busy ? 'Deleting' : 'Delete'}
          </button>
        </div>
      </dialog>
    </>
  )
}
