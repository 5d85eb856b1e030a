/** A job as pages and terminals see it. */
import type { JobView } from '@earshot/contract/generator'
import type { Job } from '@earshot/database/database'

export const jobView = ({ id, kind, status, progress, result, error, createdAt }: Job): JobView => ({
  id,
  kind,
  status,
  progress: progress as JobView['progress'],
  result,
  error,
  created: createdAt.toISOString(),
})
