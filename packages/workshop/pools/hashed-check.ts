/** Do the clips of a model copy its training songs, where these are not here? The hashes in the model's file say, without notes. */
import { inOwnQuarters, onlySeconds, tempoOf } from '@earshot/data-sets/clip-notes'
import { readScore } from '@earshot/data-sets/score-file'
import type { Verdict } from '@earshot/contract/originality'
import { Refusal } from '@earshot/jobs/work'
import { readTrainingHashes } from '@earshot/models/files/weights'
import { checkHashes, isHashedCopy, openHashedIndex } from '@earshot/originality/hashed-index'
import type { Workshop } from '../workshop.ts'

export interface HashedReport {
  pool: string
  model: string
  clips: {
    name: string
    verdict: Verdict
    /** Why it was not checked; null where it was. */
    reason: string | null
    /** Share of the clip's runs of ten notes that a training song has; null where it was not checked. */
    share: number | null
    /** Notes in the longest stretch that the training songs have. */
    longest: number
  }[]
}

/** Checks a pool by the hashes that its model's file carries. Throws Refusal for a pool that is of no model. */
export async function checkByHashes({ database, storage }: Workshop, pool: string): Promise<HashedReport> {
  const source = await database.source.findUnique({
    where: { name: pool },
    include: { model: true, clips: { orderBy: { name: 'asc' } } },
  })
  if (!source) throw new Refusal(`There is no pool "${pool}". List them with: earshot pool list`)
  const { model, clips } = source
  if (!model) throw new Refusal(`The pool "${pool}" is of no model. Name a data set with --data.`)
  const hashes = readTrainingHashes(await storage.get(model.file))
  const index = hashes && openHashedIndex(hashes)
  const tempo = tempoOf(source.settings)
  const checked: HashedReport['clips'] = []
  for (const { name, notes } of clips) {
    const found =
      notes === null
        ? ({ checked: false, reason: 'its notes are not here' } as const)
        : tempo === null
          ? ({ checked: false, reason: onlySeconds } as const)
          : checkHashes(inOwnQuarters(readScore(await storage.get(notes)), tempo), index)
    checked.push({
      name,
      verdict: !found.checked ? 'not checked' : isHashedCopy(found) ? 'copies' : 'own',
      reason: found.checked ? null : found.reason,
      share: found.checked ? found.share : null,
      longest: found.checked ? (found.longest?.notes ?? 0) : 0,
    })
  }
  return { pool, model: model.name, clips: checked }
}
