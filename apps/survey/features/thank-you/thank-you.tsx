'use client'

import type { RunState } from '@earshot/contract/blind'
import Link from 'next/link'
import { useState } from 'react'
import { Plate } from '../../components/plate.tsx'
import { DeleteAnswers } from './delete-answers.tsx'

interface ThankYouProps {
  slug: string
  code: string
  /** Of the site that sent the respondent. */
  returnTo: string | undefined
  clips: number
  onWithdrawn: (state: RunState) => void
}

/** The end of a run. The code is shown only now: everything is stored. */
export function ThankYou({ slug, code, returnTo, clips, onWithdrawn }: ThankYouProps) {
  const [copied, setCopied] = useState('')
  const copy = () => {
    navigator.clipboard.writeText(code).then(
      () => {
        setCopied('Copied.')
      },
      () => {
        setCopied('Select the code and copy it by hand.')
      },
    )
  }
  return (
    <main className="cover-grid">
      <Plate
        over="A listening test"
        title="Thank you."
        notes={clips}
        filled
        facts={['All answers are stored']}
      />
      <div className="terms">
        <div className="terms-in">
          <p className="lead">All your answers are stored. You can close this page.</p>
          <p>If somebody asked you to take part, this code shows that you finished:</p>
          <p className="code">
            <span className="code-text">{code}</span>
            <button className="btn" type="button" onClick={copy}>
              Copy
            </button>
          </p>
          <p role="status">{copied}</p>
          {returnTo === undefined ? null : (
            <p>
              <a className="btn primary big" href={returnTo} rel="noreferrer">
                Go back to the site that sent you
              </a>
            </p>
          )}
          <DeleteAnswers slug={slug} onWithdrawn={onWithdrawn} />
          <p className="cap">
            <Link href="/credits" prefetch={false}>
              Credits
            </Link>
          </p>
        </div>
      </div>
    </main>
  )
}
