/** The survey that a lint goes through. */
import type { Work } from '@earshot/jobs/work'

export interface RunningSurvey {
  url: string
  /** Stops it where it was started for this lint alone. */
  close(): Promise<void>
}

/** Finds the survey that runs, or starts one. Throws Refusal where it can do neither. */
export type OpenSurvey = (work: Pick<Work, 'signal'>) => Promise<RunningSurvey>

/** What a lint needs beside the database. */
export interface Linting {
  openSurvey: OpenSurvey
  /** A browser of the user's choice. */
  chromiumPath?: string
}

/** Linting through a survey that runs already, and goes on running. */
export const lintingThrough = (url: string, chromiumPath?: string): Linting => ({
  openSurvey: () => Promise.resolve({ url, close: () => Promise.resolve() }),
  ...(chromiumPath === undefined ? {} : { chromiumPath }),
})
