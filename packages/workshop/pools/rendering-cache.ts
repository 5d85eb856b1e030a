/** What was rendered before, where its file is whole. */
import type { Workshop } from '../workshop.ts'
import type { Timing } from './render-task.ts'
import { look, unmake, type Made } from './rendering-rows.ts'

/** So many files are read at once. */
const atOnce = 8

/** The renderings of these keys that are made. One whose file is missing or damaged becomes a task again. */
export async function fromCache(
  workshop: Workshop,
  keys: readonly string[],
  { wantSeconds }: Timing,
): Promise<Map<string, Made>> {
  const rows = (await look(workshop.database, keys)).flatMap(({ key, made }) => (made ? [{ key, made }] : []))
  const whole = new Map<string, Made>()
  const check = async ({ key, made }: { key: string; made: Made }): Promise<void> => {
    if (await isWhole(workshop, made.audio)) whole.set(key, made)
    else await unmake(workshop.database, key, made.audio, wantSeconds)
  }
  for (let first = 0; first < rows.length; first += atOnce)
    await Promise.all(rows.slice(first, first + atOnce).map(check))
  return whole
}

/** Whether a file is as it was stored; a damaged one is removed, since the storage would keep it in place of a whole one. */
async function isWhole({ storage }: Workshop, file: string): Promise<boolean> {
  if (!(await storage.has(file))) return false
  try {
    await storage.get(file)
    return true
  } catch {
    await storage.remove(file)
    return false
  }
}
