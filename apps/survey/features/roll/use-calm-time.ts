import { useSyncExternalStore } from 'react'

const calm = '(prefers-reduced-motion: reduce)'
const isCalm = (): boolean => matchMedia(calm).matches
function watchCalm(changed: () => void): () => void {
  const query = matchMedia(calm)
  query.addEventListener('change', changed)
  return () => {
    query.removeEventListener('change', changed)
  }
}

/** Seconds as they are shown: where motion is unwelcome, they step once a second while something plays. */
export function useCalmTime(time: number, playing: boolean): number {
  const reduced = useSyncExternalStore(watchCalm, isCalm, () => false)
  return reduced && playing ? Math.floor(time) : time
}
