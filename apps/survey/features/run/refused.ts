/** The server's refusal, with its sentence for the respondent. */
export class Refused extends Error {
  readonly status: number
  /** Names it, where the server does. */
  readonly code: string | undefined
  constructor(status: number, message: string, code?: string) {
    super(message)
    this.status = status
    this.code = code
  }
}
