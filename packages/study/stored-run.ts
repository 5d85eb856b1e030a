/** A run as it is stored, and where it stands. */
import { createHash } from 'node:crypto'
import type { BlindTrial, RunState } from '@earshot/contract/blind'
import type { Transaction } from '@earshot/database/database'
import { checkStudyFile } from './file.ts'
import { returnAddress } from './recruitment.ts'
import { remaining } from './rules.ts'

/** What is stored of a token: whoever reads the database cannot take up a run. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')

/** The run of a token with its trials in order, or null. */
export async function loadRun(database: Transaction, token: string) {
  return database.respondent.findUnique({
    where: { tokenHash: tokenHash(token) },
    include: {
      version: { include: { study: true } },
      recruit: true,
      trials: {
        include: { answers: { select: { value: true } }, stimuli: true },
        orderBy: { position: 'asc' },
      },
    },
  })
}
export type LoadedRun = NonNullable<Awaited<ReturnType<typeof loadRun>>>

/** What the page of a run shows. */
export function stateOf(run: LoadedRun): RunState {
  const { completionCode } = run
  if (run.withdrawnAt) return { step: 'withdrawn', ...(run.finishedAt ? { completionCode } : {}) }
  const file = checkStudyFile(run.version.file)
  const [trial, next] = unanswered(run).map((one) => blindTrial(one, run.trials.length, file.seconds))
  if (trial) return { step: 'trial', trial, ...(next ? { next } : {}) }
  if (run.finishedAt === null) return { step: 'questions', questions: file.questions }
  const returnTo = returnAddress(file.recruitment, run.recruit?.parameters, completionCode)
  return { step: 'finished', completionCode, ...(returnTo === undefined ? {} : { returnTo }) }
}

/** The trials still to do, in order. */
export const unanswered = (run: LoadedRun) =>
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
