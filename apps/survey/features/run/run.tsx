'use client'

import type { RunState, TrialRules, Wording } from '@earshot/contract/blind'
import { useEffect, useRef, useState } from 'react'
import { useTranslate } from '../../languages/language-provider.tsx'
import type { Translate } from '../../languages/translate.ts'
import { EndQuestions } from '../questions/end-questions.tsx'
import { SoundPage } from '../sound/sound-page.tsx'
import { ThankYou } from '../thank-you/thank-you.tsx'
import { Withdrawn } from '../thank-you/withdrawn.tsx'
import { BreakCard } from './break-card.tsx'
import { useRun } from './use-run.ts'
import { WaitingForConnection } from './waiting.tsx'
import { placeOf, Trial } from '../trial/trial.tsx'

interface RunProps {
  slug: string
  wording: Wording
  rules: TrialRules
  clips: number
  /** After so many clips a rest is offered. */
  breakAfter: number
  initial: RunState
}

/** A run from where it stands to its end. The server keeps where that is; this shows what it last said. */
export function Run({ slug, wording, rules, clips, breakAfter, initial }: RunProps) {
  const { place, unsent, give, show, elsewhere } = useRun(slug, initial)
  const { state, waiting } = place
  const t = useTranslate()
  const away = waiting && unsent.failing
  const [rested, setRested] = useState(false)
  // Whoever comes back to the page has rested.
  const resting =
    !rested &&
    state !== initial &&
    state.step === 'trial' &&
    !state.trial.practice &&
    breakAfter > 0 &&
    state.trial.position === breakAfter + 1
  const [practising, setPractising] = useState(false)
  const inPractice = state.step === 'trial' && state.trial.practice === true
  if (inPractice && !practising) setPractising(true)
  const practised = practising && !inPractice && state.step === 'trial' && state.trial.position === 1
  const main = useRef<HTMLDivElement>(null)
  const first = useRef(true)
  const shown = away ? 'away' : resting ? 'rest' : state.step === 'trial' ? state.trial.key : state.step

  useEffect(() => {
    document.title = titleOf(state, t)
    if (!first.current) {
      // The page has changed without being loaded: readers begin at its heading.
      main.current?.querySelector('h1')?.focus()
      window.scrollTo(0, 0)
    }
    first.current = false
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the title and focus follow what is shown, not each state object
  }, [shown])

  return (
    <div ref={main}>
      <Strip failing={unsent.failing && !away} elsewhere={elsewhere} />
      {away ? (
        <WaitingForConnection count={unsent.count} />
      ) : resting ? (
        <BreakCard
          trial={state.trial}
          onGoOn={() => {
            setRested(true)
          }}
        />
      ) : state.step === 'sound' ? (
        <SoundPage state={state} saving={waiting} give={give} />
      ) : state.step === 'trial' ? (
        <Trial
          key={state.trial.key}
          slug={slug}
          rules={rules}
          practised={practised}
          trial={state.trial}
          next={state.next}
          wording={wording}
          resumed={state === initial && state.trial.position > 1 && !state.trial.practice}
          saving={waiting}
          give={give}
          show={show}
        />
      ) : state.step === 'questions' ? (
        <EndQuestions questions={state.questions} saving={waiting} give={give} />
      ) : state.step === 'finished' ? (
        <ThankYou slug={slug} state={state} clips={clips} onWithdrawn={show} />
      ) : (
        <Withdrawn code={state.completionCode} />
      )}
    </div>
  )
}

/** What the respondent must know of the connection, and of other tabs. */
function Strip({ failing, elsewhere }: { failing: boolean; elsewhere: boolean }) {
  const t = useTranslate()
  return (
    <div className="strip" role="status">
      {elsewhere ? (
        <>
          {t('run.other-tab')}{' '}
          <button
            className="btn quiet small"
            type="button"
            onClick={() => {
              window.location.reload()
            }}
          >
            {t('run.go-on-here')}
          </button>
        </>
      ) : failing ? (
        <>
          <b>{t('run.no-connection')}</b> {t('run.carry-on')}
        </>
      ) : null}
    </div>
  )
}

/** The same words for every clip: a title that differs could give a source away. */
function titleOf(state: RunState, t: Translate): string {
  if (state.step === 'sound') return t('sound.title')
  if (state.step === 'trial') return placeOf(state.trial, t)
  return state.step === 'questions' ? t('run.questions-title') : t('run.thank-you-title')
}
