/** Clips of this run, each fetched once and kept while it is wanted. */
import { persist, sleep } from '../run/persist.ts'
import { Refused } from '../run/refused.ts'

const fetched = new Map<string, Promise<Blob>>()

/** The audio of a key; the next clip is asked for while this one is heard. Rejects when it cannot be had. */
export function fetchClip(key: string): Promise<Blob> {
  const known = fetched.get(key)
  if (known) return known
  const clip = persist(() => download(key), sleep)
  fetched.set(key, clip)
  // A failed clip may be asked for again.
  clip.catch(() => fetched.delete(key))
  return clip
}

export const forgetClip = (key: string): boolean => fetched.delete(key)

async function download(key: string): Promise<Blob> {
  const response = await fetch(`/api/clips/${key}`)
  if (!response.ok) throw new Refused(response.status, 'This clip did not load.')
  return new Blob([await response.arrayBuffer()], { type: 'audio/mpeg' })
}
