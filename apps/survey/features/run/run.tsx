'use client'

import type { RunState, Wording } from '@earshot/contract/blind'
import { useCallback, useEffect, useRef, useState } from 'react'
import { EndQuestions } from '../questions/end-questions.tsx'
import { ThankYou } from '../thank-you/thank-you.tsx'
import { Trial } from '../trial/trial.tsx'

interface RunProps {
  slug: string
  wording: Wording
  clips: number
  initial: RunState
}

/** A run from where it stands to its end. The server keeps where that is; this shows what it last said. */
export function Run({ slug, wording, clips, initial }: RunProps) {
  const [state, setState] = useState(initial)
  const main = useRef<HTMLDivElement>(null)
  const first = useRef(true)
  const move = useCallback((next: RunState) => {
    setState(next)
  }, [])
  const place = state.step === 'trial' ? state.trial.key : state.step

  useEffect(() => {
    document.title = titleOf(state)
    if (!first.current) {
      // The page has changed without being loaded: readers begin at its heading.
      main.current?.querySelector('h1')?.focus()
      window.scrollTo(0, 0)
    }
    first.current = false
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the title and focus follow the place, not each state object
  }, [place])

  return (
    <div ref={main}>
      {state.step === 'trial' ? (
        <Trial
          key={state.trial.key}
          slug={slug}
          trial={state.trial}
          next={state.next}
          wording={wording}
          resumed={state === initial && state.trial.position > 1}
          onMoved={move}
        />
      ) : state.step === 'questions' ? (
        <EndQuestions slug={slug} questions={state.questions} onMoved={move} />
      ) : (
        <ThankYou code={state.completionCode} clips={clips} />
      )}
    </div>
  )
}

/** The same words for every clip: a title that differs could give a source away. */
function titleOf(state: RunState): string {
  if (state.step === 'trial') return `Clip ${String(state.trial.position)} of ${String(state.trial.total)}`
  return state.step === 'questions' ? 'A few questions' : 'Thank you'
}
