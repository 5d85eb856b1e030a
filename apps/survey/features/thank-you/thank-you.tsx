'use client'

import Link from 'next/link'
import { useState } from 'react'
import { Plate } from '../../components/plate.tsx'

/** The end of a run. The code is shown only now: everything is stored. */
export function ThankYou({ code, clips }: { code: string; clips: number }) {
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
