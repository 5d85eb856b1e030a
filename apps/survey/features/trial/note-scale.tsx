import type { RefObject } from 'react'
import { useTranslate } from '../../languages/language-provider.tsx'

interface NoteScaleProps {
  question: string
  ends: { low: string; high: string }
  value: number | undefined
  disabled: boolean
  onChoose: (value: number) => void
  field: RefObject<HTMLFieldSetElement | null>
}

const values = [1, 2, 3, 4, 5] as const

/** Five equal answers, a radio group with nothing chosen beforehand and the whole cell to press. */
export function NoteScale({ question, ends, value, disabled, onChoose, field }: NoteScaleProps) {
  const t = useTranslate()
  const said = (n: number) => {
    const meaning = n === 1 ? ends.low : n === 5 ? ends.high : undefined
    return meaning === undefined ? String(n) : t('trial.said-value', { value: n, meaning: lower(meaning) })
  }
  return (
    <>
      {/* 1 stands on the left in every language, as the keys and the results have it. */}
      <div className="ends" dir="ltr" aria-hidden="true">
        <span dir="auto">{ends.low}</span>
        <span dir="auto">{ends.high}</span>
      </div>
      <fieldset className="scale" dir="ltr" ref={field} disabled={disabled} aria-describedby="say">
        <legend className="vh">{question}</legend>
        {values.map((n) => (
          <label key={n}>
            <input
              type="radio"
              name="rating"
              value={n}
              checked={value === n}
              onChange={() => {
                onChoose(n)
              }}
              aria-label={said(n)}
            />
            <svg viewBox="0 0 44 34" aria-hidden="true">
              <ellipse className="nh" cx="22" cy="17" rx="14" ry="9.6" transform="rotate(-22 22 17)" />
              <rect className="rest" x="13" y="11" width="18" height="6" />
            </svg>
            <span className="d" aria-hidden="true">
              {n}
            </span>
          </label>
        ))}
      </fieldset>
    </>
  )
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
