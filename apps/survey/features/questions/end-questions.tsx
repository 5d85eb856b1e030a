'use client'

import type { EndQuestion } from '@earshot/contract/blind'
import { useRef, useState, type SyntheticEvent } from 'react'
import type { Give } from '../run/use-run.ts'

interface EndQuestionsProps {
  questions: EndQuestion[]
  saving: boolean
  give: Give
}

const declined = 'Prefer not to say'

/** Questions after the last clip; each may be declined, and nothing is chosen beforehand. */
export function EndQuestions({ questions, saving, give }: EndQuestionsProps) {
  const form = useRef<HTMLFormElement>(null)
  const [lost, setLost] = useState(false)

  function submit(event: SyntheticEvent) {
    event.preventDefault()
    if (!form.current || saving) return
    const given = [...new FormData(form.current)].flatMap(([question, answer]) =>
      typeof answer === 'string' && answer.trim() !== '' && answer !== declined
        ? [[question, answer.trim()] as const]
        : [],
    )
    give('finishRun', { responses: Object.fromEntries(given) }).catch(() => {
      setLost(true)
    })
  }

  return (
    <main className="questions">
      <h1 tabIndex={-1}>A few questions, and you are done.</h1>
      <p className="read">You may leave out any of them.</p>
      <form ref={form} onSubmit={submit}>
        {questions.map((question) => (
          <Question key={question.id} question={question} />
        ))}
        <p className="need" role="alert">
          {lost ? 'Not sent. Your answers are kept on this page.' : ''}
        </p>
        <button className="btn primary big" type="submit">
          {saving ? 'Sending' : lost ? 'Try again' : 'Send and finish'}
        </button>
      </form>
    </main>
  )
}

function Question({ question: { id, text, type, options = [] } }: { question: EndQuestion }) {
  if (type === 'text') {
    return (
      <div className="question">
        <label htmlFor={`question-${id}`}>{text}</label>
        <textarea id={`question-${id}`} name={id} maxLength={500} />
      </div>
    )
  }
  return (
    <fieldset className="question">
      <legend>{text}</legend>
      {[...options, declined].map((option) => (
        <label key={option} className="option">
          <input type="radio" name={id} value={option} />
          <span>{option}</span>
        </label>
      ))}
    </fieldset>
  )
}
