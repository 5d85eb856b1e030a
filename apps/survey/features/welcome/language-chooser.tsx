'use client'

import type { Language } from '@earshot/contract/languages'

interface LanguageChooserProps {
  slug: string
  language: Language
  /** Each by its own name. */
  languages: readonly { tag: Language; name: string }[]
  label: string
}

/** What else the link says stays in it. */
export function LanguageChooser({ slug, language, languages, label }: LanguageChooserProps) {
  return (
    <label className="lang">
      <span className="vh">{label}</span>
      <select
        value={language}
        onChange={({ target }) => {
          const { search } = window.location
          window.location.assign(`/s/${encodeURIComponent(slug)}/in/${target.value}${search}`)
        }}
      >
        {languages.map(({ tag, name }) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
