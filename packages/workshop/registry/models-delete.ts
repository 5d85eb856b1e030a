/** Deleting a version of a model: never one that somebody has heard. */
import type { Transaction } from '@earshot/database/database'
import { Refusal } from '@earshot/jobs/work'
import { versionedName } from '@earshot/models/files/model-name'
import { deleted, showModel, sweepFile, withRegistry } from './models.ts'
import type { Workshop } from '../workshop.ts'

export interface Deleted {
  name: string
  version: number
  deleted: true
}

/** The pools of a model, and the studies that these are in, as a sentence; null where there are none. */
async function whyNeeded(tx: Transaction, modelId: string): Promise<string | null> {
  const pools = await tx.source.findMany({
    where: { modelId },
    select: {
      name: true,
      _count: { select: { clips: true } },
      studySources: { select: { version: { select: { study: { select: { slug: true } } } } } },
    },
    orderBy: { name: 'asc' },
  })
  if (pools.length === 0) return null
  const named = pools
    .map(({ name, _count }) => `"${name}" (${String(_count.clips)} ${_count.clips === 1 ? 'clip' : 'clips'})`)
    .join(', ')
  const slugs = pools.flatMap(({ studySources }) => studySources.map(({ version }) => version.study.slug))
  const studies = [...new Set(slugs)].map((slug) => `"${slug}"`).join(', ')
  return `clips of it are in the pool ${named}${studies ? `, and in the study ${studies}` : ''}`
}

/**
 * Deletes the version that `reference` names, and its file where no other version has the same. Throws Refusal for a
 * model that is not there, and for one that clips were made of: what was heard must stay citable.
 */
export async function deleteModel(
  workshop: Workshop,
  reference: string,
  { actor = 'terminal' }: { actor?: string } = {},
): Promise<Deleted> {
  const { id, name, version, file } = await showModel(workshop, reference)
  await withRegistry(workshop, async (tx) => {
    const needed = await whyNeeded(tx, id)
    if (needed) throw new Refusal(`${versionedName({ name, version })} cannot be deleted: ${needed}.`)
    await tx.model.deleteMany({ where: { id } })
    const subject = deleted.subject(name)
    await tx.change.create({ data: { actor, action: deleted.action, subject, detail: { version, file } } })
  })
  // After the row: a process that dies here leaves a file too many, and never a row without its file.
  await sweepFile(workshop, file)
  return { name, version, deleted: true }
}
