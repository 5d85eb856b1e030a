/** One person's run through a study, on the database. Everything that a respondent does goes through these functions. */
import { createHash, randomBytes } from 'node:crypto'
import type { Answer, BlindTrial, RunState, Wording } from '@earshot/contract/blind'
import type { Database, RespondentKind, StudyStatus, Transaction } from '@earshot/database/database'
import { deriveSeed, seeded } from '@earshot/random/random'
import type { StudyFile } from './file.ts'
import { checkStudyFile } from './file.ts'
import { completionCode, drawRun, remaining, runMinutes } from './rules.ts'
import { findStudy, pools } from './studies.ts'

/** After a day the instructions are forgotten: a run can no longer be taken up. */
const runHours = 24

export interface StudyInvitation {
  slug: string
  status: StudyStatus
  wording: Wording
  /** Clips that a respondent hears, each of `seconds`. */
  clips: number
  seconds: number
  /** An honest estimate for the whole run. */
  minutes: number
  askQuestions: boolean
  looksOpen: boolean
}

/** What the welcome page may say of a study, or undefined where there is none that takes respondents. */
export async function findInvitation(database: Database, slug: string): Promise<StudyInvitation | undefined> {
  const study = await findStudy(database, slug)
  if (!study || study.linkage === 'none' || study.status === 'draft') return undefined
  const { file, status } = study
  const clips = file.sources.reduce((sum, source) => sum + source.clips, 0)
  const { title, introduction, question, ends, contact, consent, seconds } = file
  return {
    slug,
    status,
    wording: { title, introduction, question, ends, contact, consent },
    clips,
    seconds,
    minutes: runMinutes(clips, seconds),
    askQuestions: file.questions.length > 0,
    looksOpen: file.looks === 'open',
  }
}

/** Which kinds of respondent a study takes in which state. */
const takes: Record<StudyStatus, RespondentKind[]> = {
  draft: ['preview', 'simulated'],
  pilot: ['pilot', 'preview', 'simulated'],
  open: ['real', 'preview', 'simulated'],
  closed: [],
}

export type Refused = { ok: false; status: 404 | 409; reason: string }
export type Started = { ok: true; token: string } | Refused
export type Moved = { ok: true; state: RunState } | Refused

const refuse = (status: 404 | 409, reason: string): Refused => ({ ok: false, status, reason })

/** Starts a run: draws its clips and gives it a secret token. One draw at a time for a version, so numbers are not shared. */
export async function startRun(
  database: Database,
  { slug, kind, now }: { slug: string; kind: RespondentKind; now: Date },
): Promise<Started> {
  return database.$transaction(async (tx) => {
    const study = await findStudy(tx, slug)
    if (!study) return refuse(404, 'There is no such listening test.')
    // Locked, then read again: the state and the number may have changed while waiting.
    await tx.$queryRaw`SELECT id FROM study_version WHERE id = ${study.versionId}::uuid FOR UPDATE`
    const { status } = await tx.study.findUniqueOrThrow({ where: { slug } })
    if (!takes[status].includes(kind)) return refuse(409, notTaking[status])
    const number = 1 + (await tx.respondent.count({ where: { versionId: study.versionId, kind } }))
    const token = randomBytes(24).toString('base64url')
    await createRun(tx, study.versionId, study.file, { kind, number, token, now })
    return { ok: true as const, token }
  })
}

const notTaking: Record<StudyStatus, string> = {
  draft: 'This listening test has not begun yet.',
  pilot: 'This listening test is being tried out and is not open yet.',
  open: 'This listening test is open to respondents only.',
  closed: 'This listening test has ended. Thank you for coming.',
}

async function createRun(
  tx: Transaction,
  versionId: string,
  file: StudyFile,
  { kind, number, token, now }: { kind: RespondentKind; number: number; token: string; now: Date },
): Promise<void> {
  const draws = drawRun(await pools(tx, file), seeded(deriveSeed(file.seed, kind, number)))
  const chance = () => randomBytes(4).readUInt32BE() / 2 ** 32
  const respondent = await tx.respondent.create({
    data: {
      versionId,
      kind,
      number,
      tokenHash: tokenHash(token),
      completionCode: completionCode(chance),
      consentedAt: now,
      startedAt: now,
      expiresAt: new Date(now.getTime() + runHours * 3_600_000),
    },
  })
  for (const [index, { clip, probability }] of draws.entries()) {
    await tx.trial.create({
      data: {
        respondentId: respondent.id,
        type: 'rating',
        position: index + 1,
        drawProbability: probability,
        stimuli: { create: { slot: 0, clipId: clip, key: randomBytes(16).toString('base64url') } },
      },
    })
  }
}

const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')

async function loadRun(database: Transaction, token: string) {
  return database.respondent.findUnique({
    where: { tokenHash: tokenHash(token) },
    include: {
      version: { include: { study: true } },
      responses: true,
      trials: { include: { answers: true, stimuli: true }, orderBy: { position: 'asc' } },
    },
  })
}
type LoadedRun = NonNullable<Awaited<ReturnType<typeof loadRun>>>

interface RunOf {
  slug: string
  token: string
  now: Date
}

const mayGoOn = (run: LoadedRun, { slug, now }: RunOf): boolean =>
  run.version.study.slug === slug &&
  (run.finishedAt !== null || run.expiresAt === null || run.expiresAt > now)

/** Where the run of a token stands, or undefined where there is none, it is of another study, or a day has passed. */
export async function findRun(database: Database, of: RunOf): Promise<RunState | undefined> {
  const run = await loadRun(database, of.token)
  return run && mayGoOn(run, of) ? stateOf(run) : undefined
}

function stateOf(run: LoadedRun): RunState {
  const file = checkStudyFile(run.version.file)
  const [trial, next] = unanswered(run).map((one) => blindTrial(one, run.trials.length, file.seconds))
  if (trial) return { step: 'trial', trial, ...(next ? { next } : {}) }
  if (run.finishedAt === null) return { step: 'questions', questions: file.questions }
  return { step: 'finished', completionCode: run.completionCode }
}

const unanswered = (run: LoadedRun) =>
  remaining(
    run.trials.map((trial) => ({
      ...trial,
      answered: trial.answers.length > 0,
      skipped: trial.skippedAt !== null,
    })),
  )

function blindTrial(
  trial: { position: number; stimuli: { key: string }[] },
  total: number,
  seconds: number,
): BlindTrial {
  return { key: trial.stimuli[0]?.key ?? '', position: trial.position, total, seconds }
}

/** Finishes a run whose trials are done, where nothing is left to ask. */
async function settle(tx: Transaction, of: RunOf): Promise<RunState> {
  const run = await loadRun(tx, of.token)
  if (!run) throw new Error('the run has disappeared')
  const questions = checkStudyFile(run.version.file).questions
  if (run.finishedAt === null && questions.length === 0 && unanswered(run).length === 0) {
    await tx.respondent.update({ where: { id: run.id }, data: { finishedAt: of.now } })
    run.finishedAt = of.now
  }
  return stateOf(run)
}

/** Does `work` on the run of a token, in one transaction that others of the same run wait for. */
async function withRun(
  database: Database,
  of: RunOf,
  work: (tx: Transaction, run: LoadedRun) => Promise<Refused | undefined>,
): Promise<Moved> {
  return database.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM respondent WHERE token_hash = ${tokenHash(of.token)} FOR UPDATE`
    const run = await loadRun(tx, of.token)
    if (!run || !mayGoOn(run, of))
      return refuse(404, 'This session has ended, because instructions fade. You can start again.')
    const refused = await work(tx, run)
    return refused ?? { ok: true as const, state: await settle(tx, of) }
  })
}

/**
 * Stores a rating; resolves after the commit. The same answer again is acknowledged again; another value for an answered
 * trial is refused (409), as is an answer to a skipped one.
 */
export async function answerTrial(
  database: Database,
  { answer, ...of }: RunOf & { answer: Answer },
): Promise<Moved> {
  return withRun(database, of, async (tx, run) => {
    const trial = run.trials.find(({ stimuli }) => stimuli.some(({ key }) => key === answer.key))
    if (!trial) return refuse(404, 'This clip is not part of your run.')
    const [given] = trial.answers
    if (given)
      return given.value === answer.value
        ? undefined
        : refuse(409, `You answered this clip with ${String(given.value)} already.`)
    if (trial.skippedAt) return refuse(409, 'This clip was skipped already.')
    if (await tx.answer.findUnique({ where: { id: answer.id } }))
      return refuse(409, 'This answer was sent for another clip.')
    await storeAnswer(tx, trial, answer, of.now)
    return undefined
  })
}

async function storeAnswer(
  tx: Transaction,
  trial: LoadedRun['trials'][number],
  answer: Answer,
  now: Date,
): Promise<void> {
  const { id, value, comment, rtMs } = answer
  await tx.answer.create({
    data: {
      id,
      trialId: trial.id,
      type: 'rating',
      value,
      comment: comment?.trim() || null,
      rtMs: rtMs ?? null,
      receivedAt: now,
    },
  })
  const stimulusId = trial.stimuli[0]?.id ?? ''
  await tx.playEvent.createMany({
    data: answer.events.map((event) => ({ stimulusId, ...event })),
    skipDuplicates: true,
  })
}

/** Leaves a trial out, with the reason; doing so again changes nothing. */
export async function skipTrial(
  database: Database,
  { key, reason, ...of }: RunOf & { key: string; reason: string },
): Promise<Moved> {
  return withRun(database, of, async (tx, run) => {
    const trial = run.trials.find(({ stimuli }) => stimuli.some((stimulus) => stimulus.key === key))
    if (!trial) return refuse(404, 'This clip is not part of your run.')
    if (trial.answers.length > 0) return refuse(409, 'You answered this clip already.')
    if (!trial.skippedAt)
      await tx.trial.update({ where: { id: trial.id }, data: { skippedAt: of.now, skipReason: reason } })
    return undefined
  })
}

/** Stores the answers to the questions at the end (a declined one is absent) and finishes the run. */
export async function finishRun(
  database: Database,
  { responses, ...of }: RunOf & { responses: Record<string, string> },
): Promise<Moved> {
  return withRun(database, of, async (tx, run) => {
    if (run.finishedAt) return undefined
    if (unanswered(run).length > 0) return refuse(409, 'There are clips left to answer.')
    const { questions } = checkStudyFile(run.version.file)
    const unknown = Object.keys(responses).find((id) => !questions.some((question) => question.id === id))
    if (unknown !== undefined) return refuse(404, `There is no question "${unknown}".`)
    const data = Object.entries(responses).map(([question, value]) => ({
      respondentId: run.id,
      question,
      value,
    }))
    await tx.response.createMany({ data, skipDuplicates: true })
    await tx.respondent.update({ where: { id: run.id }, data: { finishedAt: of.now } })
    run.finishedAt = of.now
    return undefined
  })
}

/** Where the audio of a key lies, for the respondent of the token alone. */
export async function findClipAudio(
  database: Database,
  { token, key }: { token: string; key: string },
): Promise<{ file: string } | undefined> {
  const stimulus = await database.stimulus.findFirst({
    where: { key, trial: { respondent: { tokenHash: tokenHash(token) } } },
    include: { clip: true },
  })
  return stimulus?.clip.audio ? { file: stimulus.clip.audio } : undefined
}

/** The keys of a run's trials in order, each with its clip. For simulation alone: nobody who listens may learn of it. */
export async function trialsOfRun(
  database: Database,
  token: string,
): Promise<{ key: string; clip: string }[]> {
  const run = await loadRun(database, token)
  return (run?.trials ?? []).flatMap(({ stimuli }) =>
    stimuli.map(({ key, clipId }) => ({ key, clip: clipId })),
  )
}
