'use client'

import type { Language } from '@earshot/contract/languages'
import type { RefusalCode } from '@earshot/study/refusal'
import { useRouter } from 'next/navigation'
import { useRef, useState, type SyntheticEvent } from 'react'
import type { MessageId } from '../../languages/en.ts'
import { useTranslate } from '../../languages/language-provider.tsx'
import { Refused } from '../run/refused.ts'
import { surveyClient } from '../run/survey-client.ts'

/** The tick and the button that begins. Nothing is recorded before it is pressed. */
export function ConsentForm({
  slug,
  consent,
  language,
}: {
  slug: string
  consent: string
  language: Language
}) {
  const t = useTranslate()
  const router = useRouter()
  const tick = useRef<HTMLInputElement>(null)
  const token = useRef<string>(undefined)
  const [problem, setProblem] = useState<MessageId>()
  const [busy, setBusy] = useState(false)

  async function begin() {
    setBusy(true)
    try {
      await surveyClient.startRun({
        params: { slug },
        body: { consent: true, token: (token.current ??= newToken()), language, link: linkParameters() },
      })
      router.refresh()
    } catch (error) {
      setProblem(messageOf(error))
      setBusy(false)
    }
  }

  function submit(event: SyntheticEvent) {
    event.preventDefault()
    if (!tick.current?.checked) {
      setProblem('welcome.tick-first')
      tick.current?.focus()
      return
    }
    setProblem(undefined)
    void begin()
  }

  return (
    <form className="consent" onSubmit={submit} noValidate>
      <label className="check">
        <input type="checkbox" ref={tick} />
        <span>{consent}</span>
      </label>
      <p className="need" role="alert">
        {problem ? t(problem) : ''}
      </p>
      <button className="btn primary big" type="submit" disabled={busy}>
        {busy ? t('welcome.one-moment') : t('welcome.begin')}
      </button>
      <p className="cap">{t('welcome.nothing-recorded')}</p>
    </form>
  )
}

/** The words for what the server refused. */
const refusals = {
  'not-begun': 'refused.not-begun',
  piloting: 'refused.piloting',
  closed: 'refused.closed',
  'link-incomplete': 'refused.link-incomplete',
  'not-accepted': 'refused.not-accepted',
  'taken-part': 'refused.taken-part',
  'begun-elsewhere': 'refused.begun-elsewhere',
} as const satisfies Record<RefusalCode, MessageId>

function messageOf(error: unknown): MessageId {
  const code = error instanceof Refused ? error.code : undefined
  return code !== undefined && code in refusals ? refusals[code as RefusalCode] : 'refused.other'
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
