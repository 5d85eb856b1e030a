/** Choosing the human excerpts that are most like the clips of a pool. */
import type { Choice } from '@earshot/contract/choice'
import { askedSchema } from '@earshot/contract/choice'
import { readScore } from '@earshot/data-sets/score-file'
import { Refusal } from '@earshot/jobs/work'
import { deriveSeed, seeded, shuffled } from '@earshot/random/random'
import { z } from 'zod'
import type { Workshop } from '../workshop.ts'
import { clipFeatures, clipFeaturesSchema, type ClipFeatures } from './clip-features.ts'
import type { Passed } from './gates.ts'
import { balanceOf, matchExcerpts } from './matching.ts'
import type { Candidate } from './origins.ts'
import type { PoolRequest } from './request.ts'

/** A candidate that passed every gate. */
export interface Reserved {
  candidate: Candidate
  judged: Passed
}

export interface Matched {
  taken: Reserved[]
  to: string
  balance: Extract<Choice['matching'], { kind: 'matched' }>['balance']
}

/** As many of the reserved excerpts as clips are wanted, or as can be. Throws Refusal for a pool without clips. */
export async function matchChosen(
  workshop: Workshop,
  { clips, seed }: PoolRequest,
  { to, on }: NonNullable<PoolRequest['match']>,
  reserved: readonly Reserved[],
  encodings: number,
): Promise<Matched> {
  const models = shuffled(await featuresOfPool(workshop, to), seeded(deriveSeed(seed, 'targets')))
  const targets = Array.from({ length: clips }, (_, i) => models[i % models.length]).filter((one) => !!one)
  const excerpts = reserved.map(({ candidate, judged }) => ({
    song: candidate.owner,
    encoding: candidate.encodingIndex,
    features: judged.features,
  }))
  const taken = matchExcerpts(targets, excerpts, on, encodings).flatMap(
    (index) => reserved[index ?? -1] ?? [],
  )
  const balance = balanceOf(
    models,
    excerpts.map(({ features }) => features),
    taken.map(({ judged }) => judged.features),
    on,
  )
  return { taken, to, balance }
}

const kept = z.looseObject({ features: clipFeaturesSchema })

/** What is heard of each clip; of older ones it is measured in their notes, and their tempo is their treatment's. */
async function featuresOfPool({ database, storage }: Workshop, name: string): Promise<ClipFeatures[]> {
  const source = await database.source.findUnique({
    where: { name },
    include: { clips: { where: { notes: { not: null } }, orderBy: { name: 'asc' } } },
  })
  if (!source || source.clips.length === 0)
    throw new Refusal(`There is no pool "${name}" with clips to match. List them with: earshot pool list`)
  const { treatment } = askedSchema.parse(source.settings)
  const tempo = treatment?.tempo === 'as written' ? null : (treatment?.tempo ?? 120)
  return Promise.all(
    source.clips.map(async ({ provenance, notes }) => {
      const known = kept.safeParse(provenance).data?.features
      return known ?? clipFeatures(readScore(await storage.get(notes ?? '')), tempo)
    }),
  )
}
