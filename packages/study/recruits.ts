/** By whom respondents were sent: kept apart from answers, for payment alone. */
import type { Database, Transaction } from '@earshot/database/database'
import type { Recruitment } from './recruitment.ts'
import { refuse, type Refused } from './refusal.ts'
import { getStudy } from './studies.ts'

/** What came with the link, of which only what the study declares is kept. */
export type LinkParameters = Readonly<Record<string, string>>

/** What the page of MTurk shows before the task is accepted. */
const notAccepted = 'ASSIGNMENT_ID_NOT_AVAILABLE'

/**
 * What is kept of a respondent's link; null where the study declares nothing. Refused where a parameter is missing, and where the
 * person has a run of this study that is finished or can still be taken up. The study must be locked.
 */
export async function recruitOf(
  tx: Transaction,
  { studyId, recruitment, now }: { studyId: string; recruitment: Recruitment | undefined; now: Date },
  link: LinkParameters,
): Promise<{ person: string; parameters: Record<string, string> } | Refused | null> {
  if (!recruitment) return null
  const parameters = Object.fromEntries(
    recruitment.parameters.map((name) => [name, link[name]?.trim() ?? '']),
  )
  const missing = Object.values(parameters).some((value) => value === '')
  if (missing)
    return refuse(
      409,
      'This link is not complete. Open the test again from the site that sent you here.',
      'link-incomplete',
    )
  if (Object.values(parameters).includes(notAccepted))
    return refuse(409, 'Accept the task first, then begin.', 'not-accepted')
  const person = parameters[recruitment.parameters[0]]
  if (recruitment.onePerPerson) {
    const other = await tx.respondent.findFirst({
      where: {
        version: { studyId },
        recruit: { person },
        OR: [{ finishedAt: { not: null } }, { withdrawnAt: { not: null } }, { expiresAt: { gt: now } }],
      },
    })
    if (other?.finishedAt || other?.withdrawnAt)
      return refuse(409, 'You have already taken part. Thank you.', 'taken-part')
    if (other)
      return refuse(
        409,
        'You have begun this test already. Go on with it where you began it.',
        'begun-elsewhere',
      )
  }
  return { person, parameters }
}

export interface ListedRecruit {
  person: string
  startedAt: string
  finishedAt: string | null
  /** Only of a finished run. */
  code: string | null
}

/** Who was sent, who finished and with which code, in the order of coming; nothing of what they answered. Throws StudyError. */
export async function listRecruits(database: Database, slug: string): Promise<ListedRecruit[]> {
  const { id } = await getStudy(database, slug)
  const rows = await database.recruit.findMany({
    where: { respondent: { version: { studyId: id } } },
    include: { respondent: { select: { startedAt: true, finishedAt: true, completionCode: true } } },
    orderBy: { createdAt: 'asc' },
  })
  return rows.map(({ person, respondent: { startedAt, finishedAt, completionCode } }) => ({
    person,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    code: finishedAt ? completionCode : null,
  }))
}
