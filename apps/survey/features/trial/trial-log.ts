/** What was done in a trial, kept in the tab so that a reload neither forgets it nor gives the plays back. */
import type { PlayEvent } from '@earshot/contract/blind'

export interface TrialLog {
  /** When the trial was first shown, in milliseconds since 1970 by the device. */
  shownAt: number
  events: PlayEvent[]
  /** How often the clip was started from its beginning. */
  starts: number
}

const place = (key: string): string => `earshot trial ${key}`

/** The log of a trial, or a new one. */
export function openLog(key: string, now: number): TrialLog {
  try {
    const kept = sessionStorage.getItem(place(key))
    if (kept !== null) return JSON.parse(kept) as TrialLog
  } catch {
    // As in private windows that keep nothing.
  }
  return { shownAt: now, events: [], starts: 0 }
}

export function keepLog(key: string, log: TrialLog): void {
  try {
    sessionStorage.setItem(place(key), JSON.stringify(log))
  } catch {
    // The page has it all the same.
  }
}

export function forgetLog(key: string): void {
  try {
    sessionStorage.removeItem(place(key))
  } catch {
    // Nothing was kept.
  }
}
