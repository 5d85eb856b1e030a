/** The music of a clip made again from its origin, as its provenance tells it. */
import { showSong } from '@earshot/data-sets/songs'
import { treatmentSchema } from '@earshot/contract/choice'
import { Refusal, type Work } from '@earshot/jobs/work'
import { versionedName } from '@earshot/models/files/model-name'
import type { Score } from '@earshot/music/notes'
import { makeSongs } from './make-songs.ts'
import { clipMusic } from './human-origin.ts'
import { songEncodingSchema } from './song-encoding.ts'
import { treat } from './treatment.ts'
import type { ClipView } from './clips.ts'
import type { GeneratedOrigin, HumanOrigin } from './provenance.ts'
import { withModel } from '../registry/models.ts'
import type { Workshop } from '../workshop.ts'

export interface Remade {
  score: Score
  /** Where the clip begins, in seconds. */
  from: number
  /** SHA-256 of the model's file or of the song's notes, as they are here. */
  source: string
  /** What computed a generated song here. */
  backend: string | null
}

/** Makes the music of a clip again. Throws Refusal where it is not known what of, or where that is not here. */
export function remake(
  workshop: Workshop,
  { generated, human, encoding }: ClipView,
  work: Work,
): Promise<Remade> {
  if (generated) return remakeGenerated(workshop, generated, work)
  if (human) return remakeHuman(workshop, human, encoding)
  return Promise.reject(new Refusal('It is not known what its music was made of.'))
}

async function remakeGenerated(
  workshop: Workshop,
  { model, version, settings, from, treatment }: GeneratedOrigin,
  { signal, onProgress }: Work,
): Promise<Remade> {
  const { song, ...make } = settings
  const onMade = (share: number): void => {
    onProgress({ done: share, total: 1, text: 'generating the song again' })
  }
  const { name: backend } = await workshop.backend()
  return withModel(workshop, versionedName({ name: model, version }), async (loaded, source) => {
    const songs = await makeSongs(loaded, make, { signal, onMade })
    const made = songs[song]
    if (!made)
      throw new Refusal(`The model makes ${String(songs.length)} songs, and this was song ${String(song)}.`)
    const score = treatment ? treat(made.score, treatment) : made.score
    return { score, from, source, backend }
  })
}

async function remakeHuman(
  workshop: Workshop,
  { dataSet, song, from, bar = 1, treatment = treatmentSchema.parse({}) }: HumanOrigin,
  encoding: unknown,
): Promise<Remade> {
  const { score, noteHash } = await showSong(workshop, dataSet, song)
  const music = clipMusic(score, songEncodingSchema.parse(encoding), treatment, { bar, from })
  return { ...music, source: noteHash, backend: null }
}
