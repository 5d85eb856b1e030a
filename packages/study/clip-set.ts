/** Which clips a study draws from, as one hash: what a leak check of them speaks about. */
import { createHash } from 'node:crypto'
import type { Transaction } from '@earshot/database/database'
import type { StudyFile } from './file.ts'

/** The clips that may be drawn for a study: those of its sources with audio of its length. */
export const drawable = ({ sources, seconds }: Pick<StudyFile, 'sources' | 'seconds'>) => ({
  source: { name: { in: sources.map(({ source }) => source) } },
  audio: { not: null },
  seconds,
})

/**
 * SHA-256 of the study's clips, their audio and the sound settings of their sources. Another clip, one rendered anew to
 * other bytes, or other settings give another hash, so that a check of the clips before no longer counts.
 */
export async function clipSet(tx: Transaction, file: StudyFile): Promise<string> {
  const clips = await tx.clip.findMany({
    where: drawable(file),
    select: { id: true, audio: true, source: { select: { name: true, settings: true } } },
    orderBy: { id: 'asc' },
  })
  const hash = createHash('sha256')
  for (const { id, audio, source } of clips) {
    const { sound = {} } = source.settings as { sound?: object }
    // Objects come out of jsonb with their keys in one order.
    hash.update(JSON.stringify([id, audio, source.name, sound]))
  }
  return hash.digest('hex')
}
