/** The rows of a new run: its respondent, trials and stimuli. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Language } from '@earshot/contract/languages'
import type { RespondentKind, Transaction, TrialPurpose } from '@earshot/database/database'
import { deriveSeed, seeded } from '@earshot/random/random'
import type { Draw } from './allocation.ts'
import { assign } from './assignment.ts'
import type { Device } from './device.ts'
import type { StudyFile } from './file.ts'
import { withRepeats } from './presentation.ts'
import { completionCode } from './rules.ts'
import { tokenHash } from './stored-run.ts'

/** After a day the instructions are forgotten: a run can no longer be taken up. */
const runHours = 24

/** The name of a stimulus: 128 random bits. */
export const newClipKey = (): string => randomBytes(16).toString('base64url')
export const newToken = (): string => randomBytes(24).toString('base64url')

/** The number that the next respondent of a kind gets; it stays free of numbers in use when respondents were deleted. */
export async function nextNumber(tx: Transaction, versionId: string, kind: RespondentKind): Promise<number> {
  const { _max } = await tx.respondent.aggregate({ where: { versionId, kind }, _max: { number: true } })
  return 1 + (_max.number ?? 0)
}

interface NewRun {
  kind: RespondentKind
  number: number
  token: string
  now: Date
  /** What the link of a recruiting site said. */
  recruit?: { person: string; parameters: Record<string, string> } | null
  language?: Language | null
  device?: Device
}

/** Draws the clips of a respondent and stores the run. The study must be locked, so that the number is nobody else's. */
export async function createRun(
  tx: Transaction,
  versionId: string,
  file: StudyFile,
  run: NewRun,
): Promise<void> {
  const { draws, practice, orderRow } = await assign(tx, file, { ...run, versionId })
  const chance = seeded(deriveSeed(file.seed, 'repeats', run.kind, run.number))
  const presented = [
    ...practice.map((draw) => ({ ...draw, purpose: 'practice' as const })),
    ...withRepeats(draws, file.repeats ?? 0, chance).map(({ item, again }) => ({
      ...item,
      purpose: again ? ('repeat' as const) : ('main' as const),
    })),
  ]
  await storeRun(tx, versionId, presented, { ...run, orderRow, consentedAt: run.now })
}

/** Stores a run of given clips, in order, practice first; each gets a random key. */
export async function storeRun(
  tx: Transaction,
  versionId: string,
  draws: readonly (Pick<Draw, 'clip' | 'probability'> & { purpose?: TrialPurpose })[],
  run: NewRun & { consentedAt: Date | null; inspector?: string; orderRow?: number | null },
): Promise<void> {
  const { kind, number, token, now, recruit, consentedAt } = run
  const { inspector = null, orderRow = null, language = null, device } = run
  const chance = () => randomBytes(4).readUInt32BE() / 2 ** 32
  const respondent = await tx.respondent.create({
    data: {
      versionId,
      kind,
      number,
      tokenHash: tokenHash(token),
      completionCode: completionCode(chance),
      consentedAt,
      startedAt: now,
      expiresAt: new Date(now.getTime() + runHours * 3_600_000),
      inspector,
      orderRow,
      language,
      ...(device ? { device } : {}),
      ...(recruit ? { recruit: { create: { ...recruit, createdAt: now } } } : {}),
    },
  })
  const practice = draws.filter(({ purpose }) => purpose === 'practice').length
  const trials = draws.map(({ clip, probability, purpose = 'main' }, index) => ({
    id: randomUUID(),
    key: newClipKey(),
    position: index + 1 - practice,
    purpose,
    clip,
    probability,
  }))
  await tx.trial.createMany({
    data: trials.map(({ id, position, purpose, probability }) => ({
      id,
      respondentId: respondent.id,
      type: 'rating' as const,
      position,
      purpose,
      drawProbability: probability,
    })),
  })
  await tx.stimulus.createMany({
    data: trials.map(({ id, key, clip }) => ({ trialId: id, slot: 0, clipId: clip, key })),
  })
}
