'use client'

import type { LeakCheck } from '@earshot/contract/results'
import type { StudyOverview } from '@earshot/study/overview'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { askStudy, sentence } from './study-client.ts'

interface OpenOrCloseProps {
  slug: string
  status: StudyOverview['status']
  check: LeakCheck['state']
}

/** The button that lets respondents in, once the leak check allows it, or the one that lets nobody else in. */
export function OpenOrClose({ slug, status, check }: OpenOrCloseProps) {
  const router = useRouter()
  const [problem, setProblem] = useState('')
  const [early, setEarly] = useState(false)
  const open = status === 'open'
  const shut = !open && (check === 'unchecked' || check === 'blocked')

  function change() {
    if (shut) {
      setEarly(true)
      return
    }
    setProblem('')
    askStudy(slug, 'status', { method: 'POST', body: { status: open ? 'closed' : 'open' } }).then(
      () => {
        router.refresh()
      },
      (error: unknown) => {
        setProblem(sentence(error))
      },
    )
  }

  return (
    <div className="job">
      <p className="read">
        {open
          ? 'Respondents can come in. Closing lets nobody else in; runs that have begun may be finished.'
          : 'Opening lets respondents in. From then on the study file cannot change.'}
      </p>
      <button
        className={shut ? 'btn primary waiting' : open ? 'btn' : 'btn primary'}
        type="button"
        aria-disabled={shut}
        onClick={change}
      >
        {open ? 'Close the study' : 'Open the study'}
      </button>
      <p className="need" role="alert">
        {shut && early ? 'Run the leak check first. It must pass, or a named person must waive it.' : problem}
      </p>
    </div>
  )
}
