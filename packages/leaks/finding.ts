/** What the leak linter reports: one shape for the command, the page of a study and the database. */
import { z } from 'zod'

/**
 * `equal`: something that the pipeline fixes differs between clips. `absent`: something that a respondent can fetch
 * holds a secret. `response-time`: how long a clip takes to come depends on its source. `informative`: facts of the music predict
 * the source, which is no fault of the pipeline.
 */
export const checks = ['equal', 'absent', 'response-time', 'informative'] as const

export const findingSchema = z.strictObject({
  check: z.enum(checks),
  rule: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  /** A finding that blocks keeps a study from opening. */
  blocks: z.boolean(),
  /** One sentence: what, where, what to do. */
  message: z.string().min(1),
  /** Ids of the clips concerned. */
  clips: z.array(z.string()).optional(),
  /** What was measured, or the place in which it was found. */
  evidence: z.string().optional(),
})
export type Finding = z.infer<typeof findingSchema>

export const lintReportSchema = z.strictObject({
  slug: z.string(),
  /** No finding blocks. */
  passed: z.boolean(),
  findings: z.array(findingSchema),
  /** How much was looked at. */
  checked: z.strictObject({ clips: z.int(), sources: z.int(), responses: z.int(), fetches: z.int() }),
})
export type LintReport = z.infer<typeof lintReportSchema>

/** The report of a study: it passed where no finding blocks. */
export const lintReport = (
  slug: string,
  findings: Finding[],
  checked: LintReport['checked'],
): LintReport => ({ slug, passed: !findings.some(({ blocks }) => blocks), findings, checked })
