'use client'

import { useRouter } from 'next/navigation'
import { useState, type SyntheticEvent } from 'react'
import { askStudy, sentence } from './study-client.ts'

/** Lets a named person open the study all the same. What is written here is shown with the results. */
export function WaiveForm({ slug }: { slug: string }) {
  const router = useRouter()
  const [by, setBy] = useState('')
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState('')

  function submit(event: SyntheticEvent) {
    event.preventDefault()
    if (by.trim() === '' || reason.trim() === '') {
      setProblem('Give a name and a reason: both are shown with the results.')
      return
    }
    askStudy(slug, 'waivers', { method: 'POST', body: { by, reason } }).then(
      () => {
        router.refresh()
      },
      (error: unknown) => {
        setProblem(sentence(error))
      },
    )
  }

  return (
    <details className="waive">
      <summary>Open it without a check that passed</summary>
      <form onSubmit={submit} noValidate>
        <p className="cap">
          A named person takes the responsibility. Name and reason are kept, and shown with the results.
        </p>
        <div className="field">
          <label htmlFor="waive-by">Name</label>
          <input
            id="waive-by"
            type="text"
            maxLength={200}
            autoComplete="name"
            value={by}
            onChange={(event) => {
              setBy(event.target.value)
              setProblem('')
            }}
          />
        </div>
        <div className="field">
          <label htmlFor="waive-reason">Reason</label>
          <textarea
            id="waive-reason"
            maxLength={2000}
            rows={3}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value)
              setProblem('')
            }}
          />
        </div>
        <p className="need" role="alert">
          {problem}
        </p>
        <button className="btn" type="submit">
          Waive the check
        </button>
      </form>
    </details>
  )
}
