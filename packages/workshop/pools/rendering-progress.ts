/** How far the rendering of a pool is, in words. */
import type { Work } from '@earshot/jobs/work'

interface Counts {
  total: number
  cached: number
  done: () => number
}

/** A function that tells how far the work is: clips a minute and the time left count from now, without the cache. */
export function progressOf(
  work: Pick<Work, 'onProgress' | 'now'>,
  { total, cached, done }: Counts,
): () => void {
  const begun = work.now().getTime()
  return () => {
    const minutes = (work.now().getTime() - begun) / 60_000
    work.onProgress({ done: done(), total, text: progressText({ total, cached, done: done(), minutes }) })
  }
}

/** Such as "rendered 12 of 40, 3 from the cache, 54 clips/min, 0:31 left"; the speed is told once there is one. */
export function progressText(at: { total: number; cached: number; done: number; minutes: number }): string {
  const { total, cached, done, minutes } = at
  const parts = [`rendered ${String(done)} of ${String(total)}`]
  if (cached > 0) parts.push(`${String(cached)} from the cache`)
  const speed = minutes > 0 ? (done - cached) / minutes : 0
  if (speed > 0) parts.push(`${speed.toFixed(0)} clips/min`, `${clock((total - done) / speed)} left`)
  return parts.join(', ')
}

function clock(minutes: number): string {
  const seconds = Math.round(60 * minutes)
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`
}
