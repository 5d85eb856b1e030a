'use client'

import type { RunState, Score } from '@earshot/contract/blind'
import Link from 'next/link'
import { useState } from 'react'
import { Plate } from '../../components/plate.tsx'
import { useTranslate } from '../../languages/language-provider.tsx'
import { copyText } from '../run/copy-text.ts'
import { RunLink } from '../run/run-link.tsx'
import { DeleteAnswers } from './delete-answers.tsx'

interface ThankYouProps {
  slug: string
  state: Extract<RunState, { step: 'finished' }>
  clips: number
  onWithdrawn: (state: RunState) => void
}

/** The end of a run. The code is shown only now: everything is stored. */
export function ThankYou({ slug, state, clips, onWithdrawn }: ThankYouProps) {
  const t = useTranslate()
  const { completionCode: code, returnTo, debriefing, score } = state
  const [copied, setCopied] = useState('')
  const copy = async () => {
    setCopied((await copyText(code)) ? t('thanks.copied') : t('thanks.copy-by-hand'))
  }
  return (
    <main className="cover-grid">
      <Plate
        over={t('page.over')}
        title={t('thanks.title')}
        notes={clips}
        filled
        facts={[t('thanks.stored')]}
      />
      <div className="terms">
        <div className="terms-in">
          <p className="lead">{t('thanks.lead')}</p>
          <p>{t('thanks.code')}</p>
          <p className="code">
            <span className="code-text" dir="ltr">
              {code}
            </span>
            <button className="btn" type="button" onClick={() => void copy()}>
              {t('thanks.copy')}
            </button>
          </p>
          <p role="status">{copied}</p>
          {returnTo === undefined ? null : (
            <p>
              <a className="btn primary big" href={returnTo} rel="noreferrer">
                {t('thanks.return')}
              </a>
            </p>
          )}
          {score ? <OwnScore score={score} /> : null}
          {debriefing === undefined ? null : <p className="debriefing">{debriefing}</p>}
          <p>{t('thanks.receipt')}</p>
          <p>
            <RunLink slug={slug} label={t('thanks.receipt-open')} />
          </p>
          <DeleteAnswers slug={slug} onWithdrawn={onWithdrawn} />
          <p className="cap">
            <Link href="/credits" prefetch={false}>
              {t('page.credits')}
            </Link>
          </p>
        </div>
      </div>
    </main>
  )
}

/** Beside what guessing gets: half of the clips that one was sure of, however many were a person's. */
function OwnScore({ score: { told, right, unsure } }: { score: Score }) {
  const t = useTranslate()
  return (
    <p>
      {told === 0 ? t('thanks.score-none') : t('thanks.score', { told, right, chance: told / 2 })}{' '}
      {unsure > 0 ? t('thanks.score-unsure', { unsure }) : ''}
    </p>
  )
}
