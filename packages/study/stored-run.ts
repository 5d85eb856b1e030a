/** A run as it is stored, and where it stands. */
import { createHash } from 'node:crypto'
import { soundSchema, type BlindTrial, type RunState } from '@earshot/contract/blind'
import { languageSchema } from '@earshot/contract/languages'
import type { Transaction, TrialPurpose } from '@earshot/database/database'
import { checkStudyFile, type StudyFile } from './file.ts'
import { returnAddress } from './recruitment.ts'
import { remaining } from './rules.ts'
import { languagesOf, wordsIn } from './wording.ts'

/** What is stored of a token: whoever reads the database cannot take up a run. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Study files of versions, which never change once written: each is read and checked once a process. */
const frozen = new Map<string, StudyFile>()
/** More studies than take respondents at a time. */
const mostFrozen = 200

async function frozenFile(database: Transaction, versionId: string): Promise<StudyFile> {
  const known = frozen.get(versionId)
  if (known) return known
  const { file } = await database.studyVersion.findUniqueOrThrow({
    where: { id: versionId },
    select: { file: true },
  })
  const checked = checkStudyFile(file)
  if (frozen.size >= mostFrozen) frozen.clear()
  frozen.set(versionId, checked)
  return checked
}

/** A trial of a run, which has one clip. */
interface StoredTrial {
  id: string
  position: number
  purpose: TrialPurpose
  skipped: boolean
  /** The answer, if there is one. */
  value: number | null
  stimulusId: string
  key: string
  clipId: string
}

/** The run of a token with its trials in order and its study file, or null. */
export async function loadRun(database: Transaction, token: string) {
  const run = await database.respondent.findUnique({
    where: { tokenHash: tokenHash(token) },
    include: {
      version: { select: { studyId: true, study: { select: { slug: true } } } },
      recruit: { select: { parameters: true } },
    },
  })
  if (!run) return null
  // One query of plain columns: hundreds may answer at once, and all of them wait for the database.
  const trials = await database.$queryRaw<StoredTrial[]>`
    SELECT t.id, t.position, t.purpose::text AS purpose, t.skipped_at IS NOT NULL AS skipped, a.value,
           s.id AS "stimulusId", s.key, s.clip_id AS "clipId"
    FROM trial t
    JOIN stimulus s ON s.trial_id = t.id AND s.slot = 0
    LEFT JOIN answer a ON a.trial_id = t.id
    WHERE t.respondent_id = ${run.id}::uuid
    ORDER BY t.position`
  return { ...run, trials, file: await frozenFile(database, run.versionId) }
}
export type LoadedRun = NonNullable<Awaited<ReturnType<typeof loadRun>>>

/** What the page of a run shows. */
export function stateOf(run: LoadedRun): RunState {
  const { completionCode } = run
  if (run.withdrawnAt) return { step: 'withdrawn', ...(run.finishedAt ? { completionCode } : {}) }
  const { file } = run
  const [trial, next] = unanswered(run).map((one) => blindTrial(one, run, file.seconds))
  if (trial && !soundIsSet(run, file)) {
    const { level = true, check = null, required = false } = file.sound ?? {}
    return { step: 'sound', level, check, required, first: trial }
  }
  if (trial) return { step: 'trial', trial, ...(next ? { next } : {}) }
  const { questions, debriefing } = wordsIn(file, languageOf(run, file))
  if (run.finishedAt === null) return { step: 'questions', questions }
  const returnTo = returnAddress(file.recruitment, run.recruit?.parameters, completionCode)
  return {
    step: 'finished',
    completionCode,
    ...(returnTo === undefined ? {} : { returnTo }),
    ...(debriefing === undefined ? {} : { debriefing }),
  }
}

const languageOf = (run: LoadedRun, file: StudyFile) =>
  languageSchema.safeParse(run.language).data ?? languagesOf(file)[0]

/** So many rounds of a headphone check in six must be right (Woods et al. 2017, Milne et al. 2021). */
const roundsToPass = 5

/** Whether one may go on to the clips. */
function soundIsSet(run: Pick<LoadedRun, 'sound'>, { sound }: StudyFile): boolean {
  const { level = true, check, required = false } = sound ?? {}
  const wanted = level || check !== undefined
  const said = soundSchema.safeParse(run.sound).data
  if (!required) return !wanted || said !== undefined
  return said?.checks.some(({ kind, correct }) => kind === check && correct >= roundsToPass) ?? false
}

/** The trials still to do, in order. */
export const unanswered = ({ trials }: Pick<LoadedRun, 'trials'>) =>
  remaining(trials.map((trial) => ({ ...trial, answered: trial.value !== null })))

/** A repeated clip looks as any other; practice is counted for itself. */
function blindTrial(trial: StoredTrial, { trials }: LoadedRun, seconds: number): BlindTrial {
  const practice = trials.filter(({ purpose }) => purpose === 'practice').length
  const { key } = trial
  return trial.purpose === 'practice'
    ? { key, position: trial.position + practice, total: practice, seconds, practice: true }
    : { key, position: trial.position, total: trials.length - practice, seconds }
}
