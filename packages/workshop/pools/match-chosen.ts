/** Choosing the human excerpts that are most like the clips of a pool. */
import type { Choice } from '@earshot/contract/choice'
import { tempoOf } from '@earshot/data-sets/clip-notes'
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

/**
 * As many of the reserved excerpts as clips are wanted, or as can be, like the clips of a pool, of which `pool` are the
 * features.
 */
export function matchChosen(
  { clips, seed }: PoolRequest,
  { to, on }: NonNullable<PoolRequest['match']>,
  pool: readonly ClipFeatures[],
  reserved: readonly Reserved[],
  encodings: number,
): Matched {
  const models = shuffled(pool, seeded(deriveSeed(seed, 'targets')))
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

/**
 * What is heard of each clip of a pool that lasts so many seconds; of older ones it is measured in their notes, and their
 * tempo is their treatment's. Throws Refusal for a pool without such clips.
 */
export async function featuresOfPool(
  { database, storage }: Pick<Workshop, 'database' | 'storage'>,
  name: string,
  seconds: number,
): Promise<ClipFeatures[]> {
  const source = await database.source.findUnique({
    where: { name },
    include: { clips: { where: { notes: { not: null }, seconds }, orderBy: { name: 'asc' } } },
  })
  if (!source || source.clips.length === 0)
    throw new Refusal(
      `There is no pool "${name}" with clips of ${String(seconds)} s to match. List them with: earshot pool list`,
    )
  const tempo = tempoOf(source.settings)
  return Promise.all(
    source.clips.map(async ({ provenance, notes }) => {
      const known = kept.safeParse(provenance).data?.features
      return known ?? clipFeatures(readScore(await storage.get(notes ?? '')), tempo)
    }),
  )
}
