'use client'

import type { Language } from '@earshot/contract/languages'
import { createContext, useContext, useMemo, type ReactNode } from 'react'
import { translator, type Compiled, type Translate } from './translate.ts'

const Words = createContext<Translate>((id) => id)

/** Gives all below it the words of one language. */
export function LanguageProvider({
  language,
  messages,
  children,
}: {
  language: Language
  messages: Compiled
  children: ReactNode
}) {
  const translate = useMemo(() => translator(language, messages), [language, messages])
  return <Words value={translate}>{children}</Words>
}

export const useTranslate = (): Translate => useContext(Words)
