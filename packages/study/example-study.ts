/** A small study for tests: three sources with clips that have no audio file behind them, and a file that draws on them. */
import { randomUUID } from 'node:crypto'
import { answerSchema, type Answer, type RunState } from '@earshot/contract/blind'
import type { Database } from '@earshot/database/database'
import { checkStudyFile, type StudyFile } from './file.ts'
import { waiveLeakCheck } from './gate.ts'
import { startRun } from './run.ts'
import { setStatus } from './status.ts'
import { createStudy } from './studies.ts'

export const now = new Date('2026-03-01T12:00:00Z')

/** What a study file says besides its slug and sources. */
export const wording = {
  title: 'Man or machine?',
  introduction: 'You will hear short piano pieces.',
  question: 'How sure are you that this was made by a human or a computer?',
  ends: { low: 'surely a human', high: 'surely a computer' },
  contact: 'listening@example.org',
  consent: 'I take part of my own will.',
  // Set where it is what is tested.
  sound: { level: false },
  seed: 7,
}

/** A study file of the three sources that `makeSources` makes, two clips each, with `changes`. */
export function exampleFile(slug: string, changes: Record<string, unknown> = {}, prefix = ''): StudyFile {
  const sources = ['human', 'autoencoder', 'lstm'].map((source) => ({
    source: prefix + source,
    label: source.toUpperCase(),
    clips: 2,
  }))
  return checkStudyFile({ slug, ...wording, sources, ...changes })
}

/** Stores a human source and two generated ones, each with `clips` clips of as many pieces, 30 s long. */
export async function makeSources(database: Database, { prefix = '', clips = 5 } = {}): Promise<void> {
  const model = await database.model.create({
    data: { name: `${prefix}model`, architecture: 'lstm', manifest: {}, file: '0' },
  })
  for (const name of ['human', 'autoencoder', 'lstm']) {
    const kind = name === 'human' ? ('human' as const) : ('generated' as const)
    const modelId = kind === 'generated' ? model.id : null
    const data = { name: prefix + name, kind, modelId, settings: {} }
    const source = await database.source.create({ data })
    // Stored in reverse, so that an order by insertion would show.
    for (let number = clips; number >= 1; number--) await makeClip(database, source.id, number)
  }
}

async function makeClip(database: Database, sourceId: string, number: number): Promise<void> {
  const piece = await database.piece.create({ data: { title: `Piece ${String(number)}` } })
  const name = String(number).padStart(3, '0')
  const data = { sourceId, pieceId: piece.id, name, encoding: {}, provenance: {} }
  await database.clip.create({ data: { ...data, audio: `audio of ${sourceId} ${name}`, seconds: 30 } })
}

/** Lets a study open whose clips are no matter of the test. */
export const waive = (database: Database, slug: string) =>
  waiveLeakCheck(database, slug, { by: 'A test', reason: 'Its clips are not what is tested.' }, now)

/** The study of `exampleFile`, open to respondents. */
export async function openStudy(
  database: Database,
  slug: string,
  changes: Record<string, unknown> = {},
  prefix = '',
): Promise<void> {
  await createStudy(database, exampleFile(slug, changes, prefix), 'test')
  await waive(database, slug)
  await setStatus(database, slug, 'open', 'test')
}

/** Starts a real run and gives its token; throws where the study refuses. */
export async function start(database: Database, slug: string): Promise<string> {
  const started = await startRun(database, { slug, kind: 'real', now })
  if (!started.ok) throw new Error(started.reason)
  return started.token
}

/** The key of the trial that a run stands at; throws where it stands elsewhere. */
export function keyOf(state: RunState | undefined): string {
  if (state?.step !== 'trial') throw new Error(`the run stands at ${state?.step ?? 'nothing'}`)
  return state.trial.key
}

/** An answer as a browser sends it. */
export const answerTo = (key: string, value: number, more: Partial<Answer> = {}): Answer =>
  answerSchema.parse({ id: randomUUID(), key, value, ...more })
