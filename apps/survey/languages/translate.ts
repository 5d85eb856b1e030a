/** Earshot's words in one language, for the server and the browser alike. */
import type { Language } from '@earshot/contract/languages'
import { setupI18n, type Messages as Compiled } from '@lingui/core'
import type { MessageId } from './en.ts'

export type { Compiled }
/** Gives the message of an id, filled in. */
export type Translate = (id: MessageId, values?: Record<string, string | number>) => string

/** A translator of compiled messages. */
export function translator(language: Language, messages: Compiled): Translate {
  // The scale and its keys are 1 to 5 in every language; Arabic sentences have the same digits.
  const locale = `${language}-u-nu-latn`
  const i18n = setupI18n({ locale, messages: { [locale]: messages } })
  return (id, values) => i18n._(id, values)
}
