/** Human songs passed through the encoding of the model that they are compared with. */
import { Refusal } from '@earshot/jobs/work'
import { autoencoderEncoding, lstmEncoding } from '@earshot/models/files/encoding'
import { parseManifest } from '@earshot/models/files/manifest'
import { versionedName } from '@earshot/models/files/model-name'
import { preparedScore } from '@earshot/models/training/songs'
import { sortNotes, type Score, type ScoreNote } from '@earshot/music/notes'
import { fromBarRoll, rollShape, toBarRolls, type BarRoll } from '@earshot/music/roll'
import { fromChords, toChords, toPitchClasses } from '@earshot/music/tokens'
import { z } from 'zod'
import { findModel } from '../registry/models.ts'
import type { Workshop } from '../workshop.ts'
import type { PoolRequest } from './request.ts'

const as = { as: z.string().optional() }
const tokens = lstmEncoding
  .pick({ kind: true, timeStep: true, chords: true, commonKey: true, cutLeadingSilence: true })
  .extend({ vocabulary: z.literal('own chords').default('own chords'), ...as })
const rolls = autoencoderEncoding
  .pick({ kind: true, cells: true, commonKey: true, cutLeadingSilence: true })
  .extend(as)

/**
 * How a human clip was encoded, as it is stored with it; `as` names the model. What a clip of an older version does not
 * say had the default of the LSTM. Which tempos a model was trained on is no part of it: that chooses songs.
 */
export const songEncodingSchema = z.union([
  tokens.extend({ kind: z.literal('tokens') }),
  rolls.extend({ kind: z.literal('bar-rolls') }),
  z.object({ kind: z.literal('as written') }),
])
export type SongEncoding = z.infer<typeof songEncodingSchema>

/** The encodings that a request names, the paper's unless it names one. Throws Refusal for one that no model has. */
export async function requestedEncodings(
  workshop: Workshop,
  { encodedAs, timeStep, treatment }: PoolRequest,
): Promise<[SongEncoding, ...SongEncoding[]]> {
  if (treatment.timing === 'as written') return [{ kind: 'as written' }]
  const [first, ...others] = await Promise.all(
    (encodedAs ?? []).map((reference) => encodingOf(workshop, reference)),
  )
  return first ? [first, ...others] : [songEncodingSchema.parse({ kind: 'tokens', timeStep })]
}

async function encodingOf(workshop: Workshop, reference: string): Promise<SongEncoding> {
  const pool = await workshop.database.source.findUnique({
    where: { name: reference },
    include: { model: true },
  })
  const model = pool?.model ?? (await findModel(workshop, reference))
  if (!model)
    throw new Refusal(
      `Songs cannot be encoded as "${reference}": it is no model, and no pool of one. List them with: earshot model list`,
    )
  return songEncodingSchema.parse({ ...parseManifest(model.manifest).encoding, as: versionedName(model) })
}

const fourFour: Score['meters'] = [{ at: 0, beats: 4, unit: 4 }]
const barQuarters = 4
const windowQuarters = rollShape.bars * barQuarters

type Gridded = Exclude<SongEncoding, { kind: 'as written' }>

/**
 * A whole song through an encoding, with the velocities, pedal and tempos of the song, which treatment may take away.
 * Bars are of four quarter notes but where songs are as written. The autoencoder's windows follow one another.
 */
export function encodeSong(song: Score, encoding: SongEncoding): Score {
  if (encoding.kind === 'as written') return song
  const score = preparedScore(song, encoding)
  const { notes, length } = onGrid(score, encoding)
  return { ...score, notes: withVelocities(notes, score, encoding), meters: fourFour, length }
}

/**
 * The music of an excerpt that begins in a bar (from 1) of `encodeSong`, and where in it, as seconds, it begins: of the
 * autoencoder that is one window, which begins with the bar.
 */
export function windowOf(
  song: Score,
  encoding: SongEncoding,
  { bar, from }: { bar: number; from: number },
): { score: Score; from: number } {
  if (encoding.kind !== 'bar-rolls') return { score: encodeSong(song, encoding), from }
  const later = cutBefore(preparedScore(song, encoding), (bar - 1) * barQuarters)
  const { notes } = rollNotes({ ...later, length: windowQuarters }, encoding)
  return {
    score: {
      ...later,
      notes: withVelocities(notes, later, encoding),
      meters: fourFour,
      length: windowQuarters,
    },
    from: 0,
  }
}

const onGrid = (score: Score, encoding: Gridded): Pick<Score, 'notes' | 'length'> =>
  encoding.kind === 'tokens' ? tokenNotes(score, encoding) : rollNotes(score, encoding)

function tokenNotes(score: Score, { timeStep, chords }: Extract<SongEncoding, { kind: 'tokens' }>) {
  const own = toChords(score, timeStep)
  return fromChords(chords === 'pitch-classes' ? toPitchClasses(own) : own, { step: timeStep })
}

/** All windows, the last filled up with silence. */
function rollNotes(score: Score, { cells }: Extract<SongEncoding, { kind: 'bar-rolls' }>) {
  const windows = Math.max(1, Math.ceil(score.length / windowQuarters - 1e-6))
  const length = windows * windowQuarters
  const rolls = toBarRolls({ ...score, length }, { cells })
  return { notes: sortNotes(rolls.flatMap((roll, window) => windowNotes(roll, window))), length }
}

const windowNotes = (roll: BarRoll, window: number): ScoreNote[] =>
  fromBarRoll(roll).notes.map((note) => ({
    ...note,
    start: note.start + window * windowQuarters,
    end: note.end + window * windowQuarters,
  }))

const linesPerQuarter = { quarter: 1, eighth: 2, sixteenth: 4 } as const

/** Each note with the velocity of the song's note that it comes from: the last of its pitch, or pitch class, that had begun. */
function withVelocities(notes: readonly ScoreNote[], song: Score, encoding: Gridded): ScoreNote[] {
  const lines = encoding.kind === 'tokens' ? linesPerQuarter[encoding.timeStep] : 6
  const classes = encoding.kind === 'tokens' && encoding.chords === 'pitch-classes'
  const key = (pitch: number) => (classes ? pitch % 12 : pitch)
  const sources = new Map<number, ScoreNote[]>()
  for (const note of song.notes) {
    const same = sources.get(key(note.pitch))
    if (same) same.push(note)
    else sources.set(key(note.pitch), [note])
  }
  return notes.map((note) => {
    const own = sources.get(key(note.pitch)) ?? []
    const source = own[Math.max(0, begunBy(own, note.start + 0.5 / lines) - 1)]
    return { ...note, velocity: source?.velocity ?? note.velocity }
  })
}

/** How many of the notes, which ascend by start, begin no later than `at`. */
function begunBy(notes: readonly ScoreNote[], at: number): number {
  let [low, high] = [0, notes.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((notes[middle]?.start ?? Infinity) <= at) low = middle + 1
    else high = middle
  }
  return low
}

/** The score from `start` (quarter notes) on, with what of notes, tempo and pedal was in force there. */
function cutBefore(score: Score, start: number): Score {
  const from = <T extends { at: number }>(changes: readonly T[]): T[] =>
    [...changes.filter(({ at }) => at <= start).slice(-1), ...changes.filter(({ at }) => at > start)].map(
      (change) => ({ ...change, at: Math.max(0, change.at - start) }),
    )
  return {
    ...score,
    notes: score.notes
      .filter(({ end }) => end > start)
      .map((note) => ({ ...note, start: note.start - start, end: note.end - start })),
    tempos: from(score.tempos),
    pedal: from(score.pedal),
    length: score.length - start,
  }
}
