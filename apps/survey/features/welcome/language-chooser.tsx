'use client'

import { languageFacts, type Language } from '@earshot/contract/languages'

interface LanguageChooserProps {
  slug: string
  language: Language
  languages: readonly Language[]
  label: string
}

/** Each language by its own name. What else the link says stays in it. */
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
        {languages.map((one) => (
          <option key={one} value={one} lang={one}>
            {languageFacts[one].name}
          </option>
        ))}
      </select>
    </label>
  )
}
