import { useState } from 'react'
import { useTranslate } from '../../languages/language-provider.tsx'
import { copyText } from './copy-text.ts'
import { surveyClient } from './survey-client.ts'

/** Fetches the link of this run when it is wanted, copies it, and shows it to be copied by hand. */
export function RunLink({ slug, label }: { slug: string; label: string }) {
  const t = useTranslate()
  const [link, setLink] = useState('')
  const [said, setSaid] = useState('')
  async function show() {
    const known = await surveyClient.showLink({ params: { slug } }).catch(() => undefined)
    if (!known) {
      setSaid(t('run.no-connection'))
      return
    }
    const address = `${window.location.origin}/s/${encodeURIComponent(slug)}/again#${known.token}`
    setLink(address)
    setSaid((await copyText(address)) ? t('thanks.copied') : t('thanks.copy-by-hand'))
  }
  return (
    <span className="run-link">
      <button className="btn" type="button" onClick={() => void show()}>
        {t('help.link')}
      </button>
      {link === '' ? null : (
        <input
          type="text"
          readOnly
          value={link}
          dir="ltr"
          aria-label={label}
          onFocus={({ target }) => {
            target.select()
          }}
        />
      )}
      <span role="status">{said}</span>
    </span>
  )
}
