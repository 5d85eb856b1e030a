/** What a run's functions answer where a respondent may not do something. */
export interface Refused {
  ok: false
  status: 404 | 409
  /** A sentence for the respondent. */
  reason: string
}

export const refuse = (status: Refused['status'], reason: string): Refused => ({ ok: false, status, reason })
