'use client'

import { useRouter } from 'next/navigation'
import { useRef, useState, type SyntheticEvent } from 'react'
import { surveyClient } from '../run/survey-client.ts'

/** The tick and the button that begins. Nothing is recorded before it is pressed. */
export function ConsentForm({ slug, consent }: { slug: string; consent: string }) {
  const router = useRouter()
  const tick = useRef<HTMLInputElement>(null)
  const token = useRef<string>(undefined)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)

  async function begin() {
    setBusy(true)
    try {
      await surveyClient.startRun({
        params: { slug },
        body: { consent: true, token: (token.current ??= newToken()), link: linkParameters() },
      })
      router.refresh()
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'This did not work. Try again.')
      setBusy(false)
    }
  }

  function submit(event: SyntheticEvent) {
    event.preventDefault()
    if (!tick.current?.checked) {
      setProblem('Tick the box to take part. If you would rather not, just close this page.')
      tick.current?.focus()
      return
    }
    setProblem('')
    void begin()
  }

  return (
    <form className="consent" onSubmit={submit} noValidate>
      <label className="check">
        <input type="checkbox" ref={tick} />
        <span>{consent}</span>
      </label>
      <p className="need" role="alert">
        {problem}
      </p>
      <button className="btn primary big" type="submit" disabled={busy}>
        {busy ? 'One moment' : 'Begin'}
      </button>
      <p className="cap">Nothing is recorded until you press this button.</p>
    </form>
  )
}

/** What a recruiting site has added to the link; the server keeps what the study declares. */
function linkParameters(): Record<string, string> {
  const given = [...new URLSearchParams(window.location.search)]
  return Object.fromEntries(given.filter(([name, value]) => name.length <= 64 && value.length <= 200))
}

/** 192 random bits; the server keeps them in a cookie that scripts cannot read. */
function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}
