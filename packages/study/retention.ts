/** Deleting what respondents gave: by their wish, and by itself when a study's retention period is over. */
import { Prisma, type Database, type Transaction } from '@earshot/database/database'
import { z } from 'zod'
import { studyFileSchema } from './file.ts'

/**
 * Deletes all that a respondent gave and did: answers, comments, what was played, and the questions at the end. What stays says only
 * that somebody took part, and keeps the completion code valid. Doing so again changes nothing.
 */
export async function deleteAnswers(tx: Transaction, respondentId: string, now: Date): Promise<void> {
  await tx.trial.deleteMany({ where: { respondentId } })
  await tx.response.deleteMany({ where: { respondentId } })
  await tx.exclusion.deleteMany({ where: { respondentId } })
  await tx.respondent.updateMany({
    where: { id: respondentId, withdrawnAt: null },
    data: { withdrawnAt: now, language: null, device: Prisma.DbNull, sound: Prisma.DbNull },
  })
}

export interface Overdue {
  /** Respondents of whom the recruiting site's words were deleted, and of whom the answers were. */
  recruits: number
  answers: number
}

/** What a version says of keeping: an old one must not hold up the others by anything else that it says. */
const { recruitment, retentionDays } = studyFileSchema.shape
const promised = z.object({ recruitment, retentionDays })

const day = 24 * 3_600_000

/** Deletes what is kept longer than its study declares. To be called now and then; several at once do no harm. */
export async function deleteOverdue(database: Database, now: Date): Promise<Overdue> {
  const overdue: Overdue = { recruits: 0, answers: 0 }
  for (const { id, file } of await database.studyVersion.findMany({ select: { id: true, file: true } })) {
    const kept = promised.parse(file)
    if (kept.recruitment) {
      const before = new Date(now.getTime() - kept.recruitment.days * day)
      const where = { createdAt: { lt: before }, respondent: { versionId: id } }
      overdue.recruits += (await database.recruit.deleteMany({ where })).count
    }
    if (kept.retentionDays === undefined) continue
    const old = await database.respondent.findMany({
      where: {
        versionId: id,
        withdrawnAt: null,
        startedAt: { lt: new Date(now.getTime() - kept.retentionDays * day) },
        kind: { in: ['real', 'pilot'] },
      },
      select: { id: true },
    })
    for (const respondent of old) await database.$transaction((tx) => deleteAnswers(tx, respondent.id, now))
    overdue.answers += old.length
  }
  return overdue
}
