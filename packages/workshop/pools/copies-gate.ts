/** Whether a clip copies songs more than human music does: its model's training songs, or songs other than its own. */
import { keptTempo } from '@earshot/data-sets/clip-notes'
import { findDataSet } from '@earshot/data-sets/find'
import { openIndex } from '@earshot/data-sets/originality-check'
import { selectFrom } from '@earshot/data-sets/songs'
import { treatmentOf } from '@earshot/data-sets/treatments'
import { copiesMoreThanHumans } from '@earshot/data-sets/verdict'
import { Refusal, type Work } from '@earshot/jobs/work'
import type { Score } from '@earshot/music/notes'
import { originality } from '@earshot/originality/originality'
import type { Candidate, Origin } from './origins.ts'
import type { PoolRequest } from './request.ts'
import type { Workshop } from '../workshop.ts'

export type CopiesGate = (candidate: Candidate, music: Score) => Promise<string | null>

/** Opens the index of the songs, once for each encoding that clips come in. Throws Refusal where songs are not here. */
export async function openCopiesGate(
  workshop: Workshop,
  { sound, treatment: { tempo } }: PoolRequest,
  { compared: { data, songs: trained, count } }: Origin,
  work: Work,
): Promise<CopiesGate> {
  if (!(await workshop.database.dataSet.findUnique({ where: { name: data } })))
    throw new Refusal(
      `The gate "copies" needs the songs of the data set "${data}", which is not here. Import it, or leave the gate out.`,
    )
  const { id } = await findDataSet(workshop.database, data)
  const { songs } = await selectFrom(workshop, data, { duplicates: 'all' })
  const here = trained ? songs.filter(trained).length : songs.length
  if (here < (count ?? 1))
    throw new Refusal(
      `The gate "copies" needs all ${String(count ?? 1)} songs that the model was trained on, and the data set "${data}" has ${String(here)} of them. Import the others, or leave the gate out.`,
    )
  // The request gives a tempo where it has this gate.
  const quarters = (sound.seconds * (tempo === 'as written' ? keptTempo : tempo)) / 60
  const groupOf = new Map(songs.map((song) => [song.id, song.group]))
  const unseen = trained ? songs.filter((song) => !trained(song)).map((song) => song.id) : []
  const opened = new Map<string, ReturnType<typeof openIndex>>()
  return async ({ encoding, song }, music) => {
    const treatment = treatmentOf(encoding)
    const index = opened.get(treatment.name) ?? openIndex(workshop, id, songs, treatment, quarters, work)
    opened.set(treatment.name, index)
    const own = song === undefined ? undefined : groupOf.get(song)
    const relatives = own === undefined ? [] : songs.filter(({ group }) => group === own).map((one) => one.id)
    const { index: passages, baseline } = await index
    const found = originality(music, passages, { exclude: new Set([...unseen, ...relatives]) })
    if (!found.checked || !copiesMoreThanHumans(found, baseline)) return null
    return `it copies ${found.closest?.songId ?? 'a song'} more than human excerpts copy others (score ${found.score.toFixed(2)})`
  }
}
