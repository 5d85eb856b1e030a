import { useState } from 'react'
import { useTranslate } from '../../languages/language-provider.tsx'
import { surveyClient } from './survey-client.ts'

/** Fetches the link of this run when it is wanted, copies it, and shows it to be copied by hand. */
export function RunLink({ slug, label }: { slug: string; label: string }) {
  const t = useTranslate()
  const [link, setLink] = useState('')
  const [said, setSaid] = useState('')
  async function show() {
    try {
      const { token } = await surveyClient.showLink({ params: { slug } })
      const address = `${window.location.origin}/s/${encodeURIComponent(slug)}/again#${token}`
      setLink(address)
      await navigator.clipboard.writeText(address)
      setSaid(t('thanks.copied'))
    } catch {
      // No connection, or a browser that does not let pages copy.
      setSaid(t('thanks.copy-by-hand'))
    }
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
