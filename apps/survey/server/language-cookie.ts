/** The cookie of a language that a respondent chose over the browser's. Server only. */
import { languageSchema, type Language } from '@earshot/contract/languages'
import { setCookie } from './cookies.ts'

export const languageCookie = 'earshot_language'

const yearInSeconds = 365 * 24 * 60 * 60

/** Undefined where it is none of Earshot's. */
export const languageOf = (tag: string): Language | undefined => languageSchema.safeParse(tag).data

export function keepLanguage(response: Response, request: Request, language: Language): void {
  setCookie(response, request, { name: languageCookie, value: language, maxAge: yearInSeconds })
}
