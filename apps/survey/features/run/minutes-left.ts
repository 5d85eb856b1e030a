/** Whole minutes that so many clips take: each and about twenty seconds to answer it, as the welcome page counts. */
export const minutesLeft = (clips: number, seconds: number): number =>
  Math.max(1, Math.round((clips * (seconds + 20)) / 60))
