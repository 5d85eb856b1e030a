/** What a study says of itself to those who may take it. */
import type { Wording } from '@earshot/contract/blind'
import type { Database, StudyStatus } from '@earshot/database/database'
import { runMinutes } from './rules.ts'
import { tokenHash } from './stored-run.ts'
import { findStudy } from './studies.ts'

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
  /** After how many clips a rest is offered; 0 for none. */
  breakAfter: number
  ethics: string | null
  minimumAge: number | null
  /** Days after which all that a respondent gave is deleted, and what a recruiting site said of them; null where nothing is by itself. */
  keptDays: { answers: number | null; recruitment: number | null }
}

/** So many clips want a rest between. */
const longRun = 8

/**
 * What the welcome page may say of a study, or undefined where there is none that takes respondents. Whoever comes with
 * the token of a preview sees the study as if it were open, whatever its state.
 */
export async function findInvitation(
  database: Database,
  slug: string,
  token = '',
): Promise<StudyInvitation | undefined> {
  const study = await findStudy(database, slug)
  if (!study || study.linkage === 'none') return undefined
  const preview = { tokenHash: tokenHash(token), kind: 'preview' as const, version: { studyId: study.id } }
  const status = (await database.respondent.count({ where: preview })) > 0 ? 'open' : study.status
  if (status === 'draft') return undefined
  const { file } = study
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
    breakAfter: file.breakAfter ?? (clips < longRun ? 0 : Math.floor(clips / 2)),
    ethics: file.ethics ?? null,
    minimumAge: file.minimumAge ?? null,
    keptDays: { answers: file.retentionDays ?? null, recruitment: file.recruitment?.days ?? null },
  }
}
