/** How far two data sets, or a data set and a pool of clips, lie apart, by the distances of Yang and Lerch. */
import { compareSets, type SetComparison } from '@earshot/features/distance'
import { Refusal } from '@earshot/jobs/work'
import type { Score } from '@earshot/music/notes'
import { deriveSeed, sample, seeded } from '@earshot/random/random'
import { inOwnQuarters, tempoOf } from './clip-notes.ts'
import { readScore } from './score-file.ts'
import { selectFrom } from './songs.ts'
import type { Stores } from './stores.ts'

export interface ComparedSet {
  name: string
  kind: 'data set' | 'pool'
  /** Songs or clips that were compared, of so many there are. */
  compared: number
  of: number
}

export interface DataSetComparison {
  a: ComparedSet
  b: ComparedSet
  seed: number
  comparison: SetComparison
}

/** More songs would hardly move the figures: distances are taken between all pairs. */
const defaultSongs = 100

/**
 * Compares two sets by name, each a data set (one song a group of near-duplicates) or a pool of clips; of large ones a
 * sample by the seed. Throws Refusal for an unknown name, or a set of fewer than two songs.
 */
export async function compareByName(
  stores: Stores,
  names: { a: string; b: string },
  { songs = defaultSongs, seed = 1 }: { songs?: number; seed?: number } = {},
): Promise<DataSetComparison> {
  const a = await sampled(stores, names.a, songs, seed)
  const b = await sampled(stores, names.b, songs, seed)
  const random = seeded(deriveSeed(seed, 'comparison'))
  return { a: a.set, b: b.set, seed, comparison: compareSets(a.scores, b.scores, { random, most: songs }) }
}

async function sampled(stores: Stores, name: string, wanted: number, seed: number) {
  const { kind, files, tempo } = await filesOf(stores, name)
  if (files.length < 2) throw new Refusal(`The ${kind} "${name}" has fewer than two pieces of music.`)
  const chosen =
    files.length <= wanted ? files : sample(files, wanted, seeded(deriveSeed(seed, 'compared', name)))
  const scores: Score[] = []
  for (const file of chosen) scores.push(inOwnQuarters(readScore(await stores.storage.get(file)), tempo))
  return { set: { name, kind, compared: chosen.length, of: files.length } satisfies ComparedSet, scores }
}

async function filesOf(stores: Stores, name: string) {
  const source = await stores.database.source.findUnique({
    where: { name },
    select: { settings: true, clips: { select: { notes: true }, orderBy: { name: 'asc' } } },
  })
  const set = await stores.database.dataSet.findUnique({ where: { name }, select: { id: true } })
  if (set) {
    const { songs } = await selectFrom(stores, name)
    return { kind: 'data set' as const, tempo: null, files: songs.map(({ notes }) => notes) }
  }
  if (!source) throw new Refusal(`There is no data set and no pool "${name}".`)
  return {
    kind: 'pool' as const,
    tempo: tempoOf(source.settings),
    files: source.clips.flatMap(({ notes }) => (notes === null ? [] : [notes])),
  }
}
