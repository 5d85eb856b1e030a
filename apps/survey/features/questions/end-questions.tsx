'use client'

import type { EndQuestion } from '@earshot/contract/blind'
import { useRef, useState, type SyntheticEvent } from 'react'
import { useTranslate } from '../../languages/language-provider.tsx'
import type { Give } from '../run/use-run.ts'

interface EndQuestionsProps {
  questions: EndQuestion[]
  saving: boolean
  give: Give
}

/** Questions after the last clip; each may be declined, and nothing is chosen beforehand. */
export function EndQuestions({ questions, saving, give }: EndQuestionsProps) {
  const t = useTranslate()
  const form = useRef<HTMLFormElement>(null)
  const [lost, setLost] = useState(false)

  function submit(event: SyntheticEvent) {
    event.preventDefault()
    if (!form.current || saving) return
    const given = [...new FormData(form.current)].flatMap(([question, answer]) =>
      typeof answer === 'string' && answer.trim() !== '' ? [[question, answer.trim()] as const] : [],
    )
    give('finishRun', { responses: Object.fromEntries(given) }).catch(() => {
      setLost(true)
    })
  }

  return (
    <main className="questions">
      <h1 tabIndex={-1}>{t('questions.title')}</h1>
      <p className="read">{t('questions.leave-out')}</p>
      <form ref={form} onSubmit={submit}>
        {questions.map((question) => (
          <Question key={question.id} question={question} />
        ))}
        <p className="need" role="alert">
          {lost ? t('questions.lost') : ''}
        </p>
        <button className="btn primary big" type="submit">
          {saving ? t('questions.sending') : lost ? t('trial.try-again') : t('questions.send')}
        </button>
      </form>
    </main>
  )
}

function Question({ question: { id, text, type, options = [] } }: { question: EndQuestion }) {
  const t = useTranslate()
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
      {/* Declining sends nothing. */}
      {[...options, { value: '', label: t('questions.declined') }].map(({ value, label }) => (
        <label key={value} className="option">
          <input type="radio" name={id} value={value} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  )
}
