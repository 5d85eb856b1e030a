/** What a study says of itself to those who may take it. */
import type { TrialRules, Wording } from '@earshot/contract/blind'
import { languageSchema, type Language } from '@earshot/contract/languages'
import type { Database, StudyStatus } from '@earshot/database/database'
import { runMinutes } from './rules.ts'
import { tokenHash } from './stored-run.ts'
import { findStudy } from './studies.ts'
import { languagesOf, wordsIn } from './wording.ts'

export interface StudyInvitation {
  slug: string
  status: StudyStatus
  /** In the language of the run, or in the one that was asked for. */
  wording: Wording
  language: Language
  /** All that the study offers. */
  languages: readonly Language[]
  rules: TrialRules
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
 * What the welcome page may say of a study, or undefined where there is none that takes respondents. `choose` picks a
 * language among those offered, unless the run of the token has begun in one. Whoever comes with the token of a preview
 * sees the study as if it were open, whatever its state.
 */
export async function findInvitation(
  database: Database,
  slug: string,
  {
    token = '',
    choose = ([first]) => first,
  }: { token?: string; choose?: (offered: readonly [Language, ...Language[]]) => Language } = {},
): Promise<StudyInvitation | undefined> {
  const study = await findStudy(database, slug)
  if (!study || study.linkage === 'none') return undefined
  const run = await database.respondent.findFirst({
    where: { tokenHash: tokenHash(token), version: { studyId: study.id } },
    select: { kind: true, language: true, consentedAt: true },
  })
  const status = run?.kind === 'preview' ? 'open' : study.status
  if (status === 'draft') return undefined
  const { file } = study
  const clips = file.sources.reduce((sum, source) => sum + source.clips, 0)
  const heard = clips + (file.repeats ?? 0)
  const { seconds } = file
  const languages = languagesOf(file)
  const begun = run?.consentedAt ? languageSchema.safeParse(run.language).data : undefined
  const language = begun ?? choose(languages)
  const { wording, tags } = wordsIn(file, language)
  return {
    slug,
    status,
    wording,
    language,
    languages,
    rules: {
      hear: file.hear === undefined || file.hear === 'whole' ? seconds : file.hear,
      ...(file.plays === undefined ? {} : { plays: file.plays }),
      recognised: file.asks?.recognised ?? false,
      tags,
      comment: file.asks?.comment ?? true,
    },
    clips: heard,
    seconds,
    minutes: runMinutes(heard + (file.practice ?? 0), seconds),
    askQuestions: file.questions.length > 0,
    looksOpen: file.looks === 'open',
    breakAfter: file.breakAfter ?? (heard < longRun ? 0 : Math.floor(heard / 2)),
    ethics: file.ethics ?? null,
    minimumAge: file.minimumAge ?? null,
    keptDays: { answers: file.retentionDays ?? null, recruitment: file.recruitment?.days ?? null },
  }
}
