/** The numbers that describe a model, by name. */
import { compareSets, type SetComparison } from '@earshot/features/distance'
import { mean } from '@earshot/features/numbers'
import { structure, structureClasses } from '@earshot/features/structure'
import { treatmentOf } from '@earshot/data-sets/treatments'
import { stopIfAsked, type Work } from '@earshot/jobs/work'
import {
  baseRateLoss,
  evaluateAutoencoder,
  evaluateLstm,
  evaluateNgrams,
} from '@earshot/models/evaluation/evaluation'
import { latentSpace } from '@earshot/models/generation/latent-space'
import type { GenerationSettings, Model } from '@earshot/models/generation/model'
import { loadAll, type LoadedSong, type Song } from '@earshot/models/training/songs'
import { chooseExcerpt } from '@earshot/music/excerpt'
import type { Score } from '@earshot/music/notes'
import { cutQuarters } from '@earshot/originality/cut'
import type { PassageIndex } from '@earshot/originality/passage-index'
import { deriveSeed, seeded, shuffled } from '@earshot/random/random'
import { setImmediate } from 'node:timers/promises'
import { copiesIn, passagesOf } from './copies.ts'
import { makeSongs } from '../pools/make-songs.ts'

export interface EvaluationRequest {
  /** Songs that are made for each setting. */
  songs?: number | undefined
  seed?: number | undefined
}

export type Measurements = Record<string, number>

/** Pieces of each set whose features are compared, and songs of which the autoencoder's reconstructions are checked. */
const COMPARED = 100
/** Held-out songs are no more than so many. */
const MOST_HELD_OUT = 200
/** A generated song: 32 s at 120 quarter notes a minute. */
const QUARTERS = 64

/** The songs that a model was trained on, and those that it has not seen. */
export interface Songs {
  training: Song[]
  heldOut: Song[]
}

/** All measurements by name; a number that does not exist is left out. Throws StoppedError once the work is stopped. */
export async function measure(
  model: Model,
  songs: Songs,
  { songs: count = 200, seed = 20210601 }: EvaluationRequest,
  work: Work,
): Promise<Measurements> {
  const settings = settingsOf(model)
  const total = 2 + 2 * settings.length
  let done = -1
  const tell = (text: string, share = 0): void => {
    work.onProgress({ done: done + share, total, text })
  }
  const step = async (text: string): Promise<void> => {
    done++
    tell(text)
    // What stops the work must be heard first.
    await setImmediate()
    stopIfAsked(work)
  }
  await step('predicting held-out songs')
  const some = await readSongs(songs, seed, work)
  const numbers: Record<string, number | null> = await predictions(model, some)
  await step('indexing the training songs')
  const { apply } = treatmentOf(model.manifest.encoding)
  const index = passagesOf(some.training, model.manifest)
  const excerpts = heldOutExcerpts(
    some.heldOut.map(({ score }) => apply(score)),
    seed,
  )
  Object.assign(numbers, copyNumbers('originality of human excerpts', excerpts, index))
  for (const { label, setting } of settings) {
    const making = `making ${String(count)} songs${label}`
    await step(making)
    const onMade = (share: number): void => {
      tell(making, share)
    }
    const generated = await makeSongs(model, { ...setting, count, seed }, { signal: work.signal, onMade })
    const made = generated.map(({ score }) => score)
    await step(`comparing them with the songs${label}`)
    Object.assign(
      numbers,
      labelled(label, {
        ...structures(made),
        ...distances(made, excerpts, seed),
        ...copyNumbers('originality', made, index),
      }),
    )
  }
  Object.assign(numbers, reconstructions(model, some.training, index, seed))
  const present = Object.entries(numbers).filter((entry): entry is [string, number] => entry[1] !== null)
  return Object.fromEntries(present)
}

interface LoadedSongs {
  training: LoadedSong[]
  heldOut: LoadedSong[]
}

/** The training songs, and of the held-out ones no more than are measured on, drawn by the seed. */
async function readSongs({ training, heldOut }: Songs, seed: number, work: Work): Promise<LoadedSongs> {
  const some = shuffled(heldOut, seeded(seed)).slice(0, MOST_HELD_OUT)
  const check = (): void => {
    stopIfAsked(work)
  }
  return { training: await loadAll(training, check), heldOut: await loadAll(some, check) }
}

/** The paper's way, and of an LSTM also drawn by its own probabilities, as they are and sharpened. */
export function settingsOf({ manifest }: Model): { label: string; setting: Partial<GenerationSettings> }[] {
  if (manifest.architecture.kind === 'autoencoder') return [{ label: '', setting: {} }]
  return [
    { label: '', setting: {} },
    { label: ', temperature 0.5', setting: { temperature: 0.5 } },
    { label: ', temperature 1', setting: { temperature: 1 } },
  ]
}

const labelled = (label: string, numbers: Record<string, number | null>): Record<string, number | null> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name + label, value]))

async function predictions(
  model: Model,
  { training, heldOut }: Songs,
): Promise<Record<string, number | null>> {
  const { kind } = model.manifest.architecture
  if (kind === 'autoencoder') {
    const own = await evaluateAutoencoder(model, training)
    const trained = { 'training loss, no dropout': own.loss, 'training f1': own.f1 }
    if (heldOut.length === 0) return trained
    const { loss, f1, precision, recall } = await evaluateAutoencoder(model, heldOut)
    return {
      ...trained,
      'held-out loss': loss,
      'held-out f1': f1,
      'held-out precision': precision,
      'held-out recall': recall,
      'base rate loss': await baseRateLoss(model, training, heldOut),
    }
  }
  const trained = { 'training loss, no dropout': (await evaluateLstm(model, training)).loss }
  if (heldOut.length === 0) return trained
  const { loss, coverage, targets } = await evaluateLstm(model, heldOut)
  const { unigram, bigram } = await evaluateNgrams(model, training, heldOut)
  return {
    ...trained,
    'held-out loss': loss,
    'held-out tokens': targets,
    coverage,
    'unigram loss': unigram,
    'bigram loss': bigram,
  }
}

/** One excerpt of each song, as long as a generated one, and no more than are compared. */
function heldOutExcerpts(scores: readonly Score[], seed: number): Score[] {
  const seconds = QUARTERS / 2
  return scores.slice(0, COMPARED).flatMap((score, i) => {
    const even = { ...score, tempos: [{ at: 0, bpm: 120 }] }
    try {
      const random = seeded(deriveSeed(seed, 'excerpt', i))
      const { from } = chooseExcerpt(even, { seconds, afterBar: 0, onBar: true }, random)
      return [cutQuarters(even, 2 * from, 2 * from + QUARTERS)]
    } catch {
      // Shorter than a generated song.
      return []
    }
  })
}

function structures(scores: readonly Score[]): Record<string, number> {
  const classes = scores.map((score) => structure(score).class)
  const share = (wanted: string | null) => classes.filter((one) => one === wanted).length / scores.length
  const classed = structureClasses.map((name) => [`structure: ${name}`, share(name)] as const)
  return { ...Object.fromEntries(classed), 'structure: too short to tell': share(null) }
}

/** How alike the distances among human excerpts are to those from generated songs (Yang and Lerch 2020), mean over features. */
function distances(
  made: readonly Score[],
  human: readonly Score[],
  seed: number,
): Record<string, number | null> {
  const withNotes = made.filter(({ notes }) => notes.length > 0)
  if (withNotes.length < 2 || human.length < 2) return {}
  const random = seeded(deriveSeed(seed, 'distances'))
  const { features }: SetComparison = compareSets(withNotes, human, { random, most: COMPARED })
  const overlaps = features.flatMap(({ b }) => b.overlap.value ?? [])
  const each = features.map(({ name, b }) => [`distance: overlap in ${name}`, b.overlap.value] as const)
  return { 'distance: mean overlap with held-out songs': mean(overlaps), ...Object.fromEntries(each) }
}

function copyNumbers(
  name: string,
  pieces: readonly Score[],
  index: PassageIndex,
): Record<string, number | null> {
  const { judged, copies, longest, medianScore } = copiesIn(pieces, index)
  return {
    [`${name}: share of copies`]: judged > 0 ? copies / judged : null,
    [`${name}: median score`]: medianScore,
    [`${name}: longest passage`]: judged > 0 ? longest : null,
    [`${name}: judged`]: judged,
  }
}

/** What an autoencoder makes of its training songs is meant to be like them; how much it is, is told. */
function reconstructions(
  model: Model,
  training: readonly LoadedSong[],
  index: PassageIndex,
  seed: number,
): Record<string, number | null> {
  if (model.manifest.architecture.kind !== 'autoencoder') return {}
  const space = latentSpace(model)
  const some = shuffled(training, seeded(deriveSeed(seed, 'reconstructions'))).slice(0, COMPARED)
  const scores = some.flatMap(({ score }) => space.reconstruct(score).slice(0, 1))
  return copyNumbers('originality of reconstructions', scores, index)
}
