/** One person's run through a study, on the database. Everything that a respondent does goes through these functions. */
import {
  blindTrialSchema,
  responsesSchema,
  soundSchema,
  type Answer,
  type RunState,
  type Sound,
} from '@earshot/contract/blind'
import type { Language } from '@earshot/contract/languages'
import type { Database, RespondentKind, StudyStatus, Transaction } from '@earshot/database/database'
import type { Device } from './device.ts'
import type { StudyFile } from './file.ts'
import { createRun, newClipKey, newToken, nextNumber } from './new-run.ts'
import { loadRun, stateOf, tokenHash, unanswered, type LoadedRun } from './stored-run.ts'
import { recruitOf, type LinkParameters } from './recruits.ts'
import { refuse, type Refused, type RefusalCode } from './refusal.ts'
import { findReplacement } from './replacement.ts'
import { deleteAnswers } from './retention.ts'
import { scoreOf } from './score.ts'
import { findStudy, lockStudy, patient } from './studies.ts'
import { languagesOf } from './wording.ts'

/** Which kinds of respondent a study takes in which state. */
const takes: Record<StudyStatus, RespondentKind[]> = {
  draft: ['preview', 'simulated'],
  pilot: ['pilot', 'preview', 'simulated'],
  open: ['real', 'preview', 'simulated'],
  closed: [],
}

export type Started = { ok: true; token: string } | Refused
export type Moved = { ok: true; state: RunState } | Refused

/**
 * Starts a run: draws its clips and gives it a secret token. A `token` that the browser made (22 to 64 characters of
 * base64url, at least 128 random bits) makes starting twice start once. Starts of a study wait for one another, so that
 * none shares its number.
 */
export async function startRun(
  database: Database,
  {
    slug,
    kind,
    now,
    token = newToken(),
    link = {},
    language,
    device,
  }: {
    slug: string
    kind: RespondentKind
    now: Date
    token?: string
    link?: LinkParameters
    /** In which the study was read; one that the study does not offer is the study's first. */
    language?: Language
    device?: Device
  },
): Promise<Started> {
  if (!/^[A-Za-z0-9_-]{22,64}$/.test(token)) return refuse(404, 'This is no token of a session.')
  return database.$transaction(async (tx) => {
    await lockStudy(tx, slug)
    const study = await findStudy(tx, slug)
    if (!study) return refuse(404, 'There is no such listening test.')
    const begun = await loadRun(tx, token)
    if (begun) {
      const own = begun.version.studyId === study.id && begun.kind === kind
      return own ? { ok: true as const, token } : refuse(404, 'This is no token of a session.')
    }
    if (!takes[study.status].includes(kind))
      return refuse(409, notTaking[study.status].reason, notTaking[study.status].code)
    const recruitment = kind === 'real' || kind === 'pilot' ? study.file.recruitment : undefined
    const recruit = await recruitOf(tx, { studyId: study.id, recruitment, now }, link)
    if (recruit && 'ok' in recruit) return recruit
    const number = await nextNumber(tx, study.versionId, kind)
    const offered = languagesOf(study.file)
    const read = offered.find((one) => one === language) ?? offered[0]
    const run = { kind, number, token, now, recruit, language: kind === 'simulated' ? null : read }
    await createRun(tx, study.versionId, study.file, { ...run, ...(device ? { device } : {}) })
    return { ok: true as const, token }
  }, patient)
}

const notTaking: Record<StudyStatus, { reason: string; code?: RefusalCode }> = {
  draft: { reason: 'This listening test has not begun yet.', code: 'not-begun' },
  pilot: { reason: 'This listening test is being tried out and is not open yet.', code: 'piloting' },
  open: { reason: 'This listening test is open to respondents only.' },
  closed: { reason: 'This listening test has ended. Thank you for coming.', code: 'closed' },
}

interface RunOf {
  slug: string
  token: string
  now: Date
}

const mayGoOn = (run: LoadedRun, { slug, now }: RunOf): boolean =>
  run.version.study.slug === slug &&
  run.consentedAt !== null &&
  (run.finishedAt !== null || run.expiresAt === null || run.expiresAt > now)

/** Begins a run that was made before its respondent came, and only waits for the consent; others stay as they are. */
export async function beginRun(database: Database, { slug, token, now }: RunOf): Promise<void> {
  await database.respondent.updateMany({
    where: { tokenHash: tokenHash(token), version: { study: { slug } }, consentedAt: null },
    data: { consentedAt: now },
  })
}

/**
 * Where the run of a token stands, or undefined where there is none, it has not begun, it is of another study, or a day
 * has passed.
 */
export async function findRun(database: Database, of: RunOf): Promise<RunState | undefined> {
  const run = await loadRun(database, of.token)
  return run && mayGoOn(run, of) ? shown(database, run) : undefined
}

/** What the page shows, with the score where the study tells it. */
async function shown(tx: Transaction, run: LoadedRun): Promise<RunState> {
  const state = stateOf(run)
  if (state.step !== 'finished' || !run.file.score) return state
  return { ...state, score: await scoreOf(tx, run.id) }
}

/** Finishes a run whose trials are done, where nothing is left to ask. */
async function settle(tx: Transaction, run: LoadedRun, now: Date): Promise<RunState> {
  const { questions } = run.file
  if (!run.withdrawnAt && questions.length === 0 && unanswered(run).length === 0) await finish(tx, run, now)
  return shown(tx, run)
}

async function finish(tx: Transaction, run: LoadedRun, now: Date): Promise<void> {
  if (run.finishedAt) return
  run.finishedAt = now
  await tx.respondent.update({ where: { id: run.id }, data: { finishedAt: now } })
}

/**
 * Does `work` on the run of a token, in one transaction that others of the same run wait for. `work` changes the rows
 * and the run that it is given alike, which spares reading it again.
 */
async function withRun(
  database: Database,
  of: RunOf,
  work: (tx: Transaction, run: LoadedRun) => Promise<Refused | undefined>,
): Promise<Moved> {
  return database.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM respondent WHERE token_hash = ${tokenHash(of.token)} FOR NO KEY UPDATE`
    const run = await loadRun(tx, of.token)
    if (!run || !mayGoOn(run, of))
      return refuse(404, 'This session has ended, because instructions fade. You can start again.')
    const refused = await work(tx, run)
    return refused ?? { ok: true as const, state: await settle(tx, run, of.now) }
  }, patient)
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
    const trial = run.trials.find(({ key }) => key === answer.key)
    if (!trial) return refuse(404, 'This clip is not part of your run.')
    if (trial.value === answer.value) return undefined
    if (trial.value !== null) {
      await keepRefused(tx, trial.id, answer, of.now)
      return refuse(409, `You answered this clip with ${String(trial.value)} already.`)
    }
    if (trial.skipped) return refuse(409, 'This clip was skipped already.')
    const refused = checkAsked(run.file, answer)
    if (refused) return refused
    if (!(await storeAnswer(tx, trial, answer, of.now)))
      return refuse(409, 'This answer was sent for another clip.')
    trial.value = answer.value
    return undefined
  })
}

/** What an answer says besides its value is what the study asks. */
function checkAsked({ asks }: StudyFile, { recognised, tags = [] }: Answer): Refused | undefined {
  if (recognised !== undefined && !asks?.recognised)
    return refuse(409, 'This study does not ask whether a piece is known.')
  const unknown = tags.find((tag) => !asks?.tags?.includes(tag))
  return unknown === undefined ? undefined : refuse(409, `"${unknown}" is not among the tags of this study.`)
}

/** Another answer to an answered trial counts nowhere, but it is known that it came. */
async function keepRefused(
  tx: Transaction,
  trialId: string,
  { id, value }: Answer,
  now: Date,
): Promise<void> {
  await tx.refusedAnswer.createMany({ data: { id, trialId, value, receivedAt: now }, skipDuplicates: true })
}

/** False, and nothing stored, where another answer has this id. */
async function storeAnswer(
  tx: Transaction,
  trial: LoadedRun['trials'][number],
  answer: Answer,
  now: Date,
): Promise<boolean> {
  const { id, value, comment, rtMs, recognised = null, tags = [] } = answer
  const { count } = await tx.answer.createMany({
    data: {
      id,
      trialId: trial.id,
      type: 'rating',
      value,
      comment: storable(comment ?? '') || null,
      recognised,
      tags: [...new Set(tags)],
      rtMs: rtMs ?? null,
      receivedAt: now,
    },
    // An insert that failed would end the transaction; this one says that it stored nothing.
    skipDuplicates: true,
  })
  if (count === 0) return false
  const { stimulusId } = trial
  await tx.playEvent.createMany({
    data: answer.events.map((event) => ({ stimulusId, ...event })),
    skipDuplicates: true,
  })
  return true
}

/** A text as it is kept: PostgreSQL has no NUL. */
const storable = (text: string): string => text.replaceAll('\0', '').trim()

/** Leaves a trial out, with the reason; doing so again changes nothing. */
export async function skipTrial(
  database: Database,
  { key, reason, ...of }: RunOf & { key: string; reason: string },
): Promise<Moved> {
  return withRun(database, of, async (tx, run) => {
    const trial = run.trials.find((one) => one.key === key)
    if (!trial) return refuse(404, 'This clip is not part of your run.')
    if (trial.value !== null) return refuse(409, 'You answered this clip already.')
    if (trial.skipped) return undefined
    trial.skipped = true
    const skipReason = storable(reason).slice(0, 200)
    await tx.trial.update({ where: { id: trial.id }, data: { skippedAt: of.now, skipReason } })
    return undefined
  })
}

/** Puts another clip of the same source in the place of one that does not play; where there is none, the trial is left out. */
export async function replaceClip(
  database: Database,
  { key, ...of }: RunOf & { key: string },
): Promise<Moved> {
  return withRun(database, of, async (tx, run) => {
    const trial = run.trials.find((one) => one.key === key)
    if (!trial) {
      // Sent again, since the answer to it was lost.
      const before = await tx.replacedClip.findUnique({ where: { key }, include: { trial: true } })
      return before?.trial.respondentId === run.id
        ? undefined
        : refuse(404, 'This clip is not part of your run.')
    }
    if (trial.value !== null) return refuse(409, 'You answered this clip already.')
    if (trial.skipped) return undefined
    const { clipId } = trial
    await tx.replacedClip.create({ data: { key, trialId: trial.id, clipId, replacedAt: of.now } })
    const replacement = await findReplacement(tx, run.id, trial.id)
    if (replacement) {
      const data = { clipId: replacement.clip, key: newClipKey() }
      Object.assign(trial, data)
      await tx.stimulus.update({ where: { id: trial.stimulusId }, data })
      const { probability } = replacement
      await tx.trial.update({ where: { id: trial.id }, data: { drawProbability: probability } })
    } else {
      trial.skipped = true
      const data = { skippedAt: of.now, skipReason: 'did not play, and no other clip was left' }
      await tx.trial.update({ where: { id: trial.id }, data })
    }
    return undefined
  })
}

/** Keeps what a respondent says of the sound; the last word counts, and checks that were done before stay. */
export async function setSound(
  database: Database,
  { sound, ...of }: RunOf & { sound: Sound },
): Promise<Moved> {
  return withRun(database, of, async (tx, run) => {
    const before = soundSchema.safeParse(run.sound).data?.checks ?? []
    // What is sent again begins with what was sent before.
    const checks = sound.checks.length >= before.length ? sound.checks : [...before, ...sound.checks]
    run.sound = { ...sound, checks }
    await tx.respondent.update({ where: { id: run.id }, data: { sound: run.sound } })
    return undefined
  })
}

/** Deletes all that the respondent gave, whether the run is finished or not; doing so again changes nothing. */
export async function withdraw(database: Database, of: RunOf): Promise<Moved> {
  return withRun(database, of, async (tx, run) => {
    await deleteAnswers(tx, run.id, of.now)
    run.withdrawnAt ??= of.now
    return undefined
  })
}

/** Stores the answers to the questions at the end (a declined one is absent) and finishes the run. */
export async function finishRun(
  database: Database,
  { responses, ...of }: RunOf & { responses: Record<string, string> },
): Promise<Moved> {
  return withRun(database, of, async (tx, run) => {
    if (run.finishedAt || run.withdrawnAt) return undefined
    if (unanswered(run).length > 0) return refuse(409, 'There are clips left to answer.')
    const refused = checkResponses(run.file.questions, responses)
    if (refused) return refused
    const data = Object.entries(responses)
      .map(([question, value]) => ({ respondentId: run.id, question, value: storable(value) }))
      .filter(({ value }) => value !== '')
    await tx.response.createMany({ data })
    await finish(tx, run, of.now)
    return undefined
  })
}

function checkResponses(
  questions: StudyFile['questions'],
  responses: Record<string, string>,
): Refused | undefined {
  if (!responsesSchema.safeParse(responses).success)
    return refuse(409, 'An answer is longer than 2000 characters, or its question has no proper name.')
  for (const [id, value] of Object.entries(responses)) {
    const question = questions.find((one) => one.id === id)
    if (!question) return refuse(404, `There is no question "${id}".`)
    if (question.options && value !== '' && !question.options.includes(value))
      return refuse(409, `"${value}" is not among the answers to "${id}".`)
  }
  return undefined
}

/** Where the audio of a key lies, for the respondent of the token alone. */
export async function findClipAudio(
  database: Database,
  { token, key }: { token: string; key: string },
): Promise<{ file: string } | undefined> {
  if (!blindTrialSchema.shape.key.safeParse(key).success) return undefined
  const stimulus = await database.stimulus.findFirst({
    where: { key, trial: { respondent: { tokenHash: tokenHash(token) } } },
    include: { clip: true },
  })
  return stimulus?.clip.audio ? { file: stimulus.clip.audio } : undefined
}

/** The keys of a run's trials in order, each with its clip. For simulation and inspection alone: nobody who listens may learn of it. */
export async function trialsOfRun(
  database: Transaction,
  token: string,
): Promise<{ key: string; clip: string }[]> {
  const run = await loadRun(database, token)
  return (run?.trials ?? []).map(({ key, clipId }) => ({ key, clip: clipId }))
}
