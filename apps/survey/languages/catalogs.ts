/** The catalogs, compiled: the browser gets one of them and no parser. Server only. */
import type { Language } from '@earshot/contract/languages'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en, type Messages } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { sv } from './sv.ts'
import { translator, type Compiled, type Translate } from './translate.ts'

export const catalogs: Record<Language, Messages> = { en, sv, de, es, fr, ar }

const compiled = new Map<Language, Compiled>()

/** All messages of a language, as the translator takes them. */
export function compiledMessages(language: Language): Compiled {
  let messages = compiled.get(language)
  if (!messages) {
    const entries = Object.entries(catalogs[language]).map(([id, message]) => [id, compileMessage(message)])
    messages = Object.fromEntries(entries) as Compiled
    compiled.set(language, messages)
  }
  return messages
}

export const translatorOf = (language: Language): Translate =>
  translator(language, compiledMessages(language))
