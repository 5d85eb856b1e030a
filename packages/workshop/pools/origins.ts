/** Where the music of a pool comes from: songs of a model, or human songs passed through the encoding they are compared with. */
import { clipSettingsSchema, type ClipSettingsInput } from '@earshot/audio/settings'
import type { Prisma } from '@earshot/database/database'
import { versionedName } from '@earshot/models/files/model-name'
import { chooseExcerpt } from '@earshot/music/excerpt'
import type { Score } from '@earshot/music/notes'
import { fromChords, toChords, type TimeStep } from '@earshot/music/tokens'
import { deriveSeed, seeded, shuffled, type Random } from '@earshot/random/random'
import { openSongs, type SelectionInput } from '@earshot/data-sets/songs'
import { makeSongs, type Making } from './make-songs.ts'
import { findModel, showModel, withModel } from '../registry/models.ts'
import { stopIfAsked, Refusal, type Work } from '@earshot/jobs/work'
import { type Workshop } from '../workshop.ts'

export interface PoolRequest {
  /** The name of a data set or of a model; `name@2` is the model's second version. */
  from: string
  /** The name of the source to be; that of the model or data set by default. */
  name?: string | undefined
  clips: number
  seed: number
  /** Of a model: its generation settings. */
  settings?: Record<string, unknown> | undefined
  /** Of human songs: the time step of the encoding they pass through, and how many bars are left out at the beginning. */
  timeStep?: TimeStep | undefined
  /** Of human songs: which of the data set; one of each group of near-duplicates by default. */
  selection?: SelectionInput | undefined
  skipBars?: number | undefined
  sound?: ClipSettingsInput | undefined
}

/** Music that may become a clip. */
export interface Candidate {
  title: string
  /** Of a human song; a generated one is a piece of its own. */
  pieceId?: string
  score: Score
  /** Where its excerpt begins, in seconds. */
  from: number
  encoding: Prisma.InputJsonObject
  provenance: Prisma.InputJsonObject
}

export interface Origin {
  kind: 'generated' | 'human'
  modelId?: string
  dataSetId?: string
  settings: Prisma.InputJsonObject
  /** More candidates than clips are wanted, since some cannot be used. Throws StoppedError where the signal says so. */
  candidates: (wanted: number, making: Making & Pick<Work, 'signal'>) => AsyncIterable<Candidate>
}

/** One velocity for every note of every source (paper): dynamics would tell them apart. */
const velocity = 80

/** The origin that a request names. Throws Refusal where there is none, or two. */
export async function findOrigin(workshop: Workshop, request: PoolRequest): Promise<Origin> {
  const { database } = workshop
  const [model, dataSet] = await Promise.all([
    findModel(workshop, request.from),
    database.dataSet.findUnique({ where: { name: request.from } }),
  ])
  if (model && dataSet) throw new Refusal(`"${request.from}" names both a model and a data set; rename one.`)
  if (model) return generatedOrigin(workshop, request)
  if (dataSet) return humanOrigin(workshop, request, dataSet.id)
  throw new Refusal(
    `There is no model and no data set "${request.from}". List them with: earshot model list, earshot data list`,
  )
}

async function generatedOrigin(
  workshop: Workshop,
  { from, seed, settings = {}, sound }: PoolRequest,
): Promise<Origin> {
  const { id, name, version, manifest } = await showModel(workshop, from)
  // By its version, should another be registered meanwhile.
  const reference = versionedName({ name, version })
  return {
    kind: 'generated',
    modelId: id,
    settings: { seed, ...(settings as Prisma.InputJsonObject), sound: sound ?? {} },
    async *candidates(wanted, making) {
      const make = { ...settings, seed, velocity, count: wanted }
      const { name: backend } = await workshop.backend()
      const { songs, weights } = await withModel(workshop, reference, async (model, file) => ({
        songs: await makeSongs(model, make, making),
        weights: file,
      }))
      for (const [index, { score, settings: made }] of songs.entries()) {
        yield {
          title: `${name}, song ${String(index + 1)} of seed ${String(seed)}`,
          score,
          from: 0,
          encoding: { ...manifest.encoding },
          provenance: { model: name, version, weights, settings: { ...made }, backend },
        }
      }
    },
  }
}

function humanOrigin(workshop: Workshop, request: PoolRequest, dataSetId: string): Origin {
  const { from, seed, timeStep = 'quarter', skipBars = 8, sound, selection } = request
  const { seconds, lead } = clipSettingsSchema.parse(sound ?? {})
  return {
    kind: 'human',
    dataSetId,
    settings: {
      seed,
      timeStep,
      skipBars,
      sound: sound ?? {},
      ...(selection ? { selection: selection } : {}),
    },
    async *candidates(_, { signal }) {
      const songs = shuffled(await openSongs(workshop, from, selection), seeded(deriveSeed(seed, 'songs')))
      for (const { id, title, pieceId, hash, load } of songs) {
        stopIfAsked({ signal })
        const score = asTokens(await load(), timeStep)
        const random = seeded(deriveSeed(seed, 'excerpt', id))
        const chosen = excerptOf(score, { seconds: seconds - lead, afterBar: skipBars }, random)
        if (!chosen) continue
        yield {
          title,
          pieceId,
          score,
          from: chosen.from,
          encoding: { kind: 'tokens', timeStep, vocabulary: 'own chords' },
          provenance: { dataSet: from, song: id, title, notes: hash, bar: chosen.bar, from: chosen.from },
        }
      }
    },
  }
}

/** Where an excerpt of the song begins; null where the song is too short for the rule: makeClips says so when songs run out. */
function excerptOf(score: Score, rule: { seconds: number; afterBar: number }, random: Random) {
  try {
    return chooseExcerpt(score, { ...rule, onBar: true }, random)
  } catch {
    return null
  }
}

/** A human song as the LSTM's training data hold it, with its own chords: the encoding cannot give it away. */
export const asTokens = (score: Score, timeStep: TimeStep): Score =>
  fromChords(toChords(score, timeStep), {
    step: timeStep,
    velocity,
    secondsPerToken: secondsPerToken[timeStep],
  })

/** A quarter note is half a second, the paper's 120 a minute, at every time step. */
const secondsPerToken: Record<TimeStep, number> = { quarter: 0.5, eighth: 0.25, sixteenth: 0.125 }
