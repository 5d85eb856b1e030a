/** The languages that respondents may read Earshot in. */
import { z } from 'zod'

/** BCP 47 tags. */
export const languages = ['en', 'sv', 'de', 'es', 'fr', 'ar'] as const
export const languageSchema = z.enum(languages)
export type Language = z.infer<typeof languageSchema>

export interface LanguageFacts {
  /** In the language itself, as a list of languages shows it. */
  name: string
  direction: 'ltr' | 'rtl'
  /** Whether a native speaker has checked Earshot's own words. */
  reviewed: boolean
}

export const languageFacts: Record<Language, LanguageFacts> = {
  en: { name: 'English', direction: 'ltr', reviewed: true },
  sv: { name: 'Svenska', direction: 'ltr', reviewed: false },
  de: { name: 'Deutsch', direction: 'ltr', reviewed: false },
  es: { name: 'Español', direction: 'ltr', reviewed: false },
  fr: { name: 'Français', direction: 'ltr', reviewed: false },
  ar: { name: 'العربية', direction: 'rtl', reviewed: false },
}
