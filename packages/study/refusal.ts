/** What a run's functions answer where a respondent may not do something. */
export interface Refused {
  ok: false
  status: 404 | 409
  /** A sentence in English. */
  reason: string
  /** Names it where a page says it in the respondent's language. */
  code?: RefusalCode
}

/** What may keep somebody from beginning. */
export type RefusalCode =
  'not-begun' | 'piloting' | 'closed' | 'link-incomplete' | 'not-accepted' | 'taken-part' | 'begun-elsewhere'

export const refuse = (status: Refused['status'], reason: string, code?: RefusalCode): Refused => ({
  ok: false,
  status,
  reason,
  ...(code ? { code } : {}),
})
