/** The newest leak check of a study as a job. Server only. */
import type { JobView } from '@earshot/contract/generator'
import { jobView } from '@earshot/jobs/job-view'
import { services } from './services.ts'

/** Null where none was queued yet. */
export async function lintJobOf(slug: string): Promise<JobView | null> {
  const job = await services().database.job.findFirst({
    where: { kind: 'lint_study', input: { path: ['slug'], equals: slug } },
    orderBy: { createdAt: 'desc' },
  })
  return job && jobView(job)
}

export const isUnderWay = (job: JobView | null): boolean =>
  job?.status === 'queued' || job?.status === 'running'
