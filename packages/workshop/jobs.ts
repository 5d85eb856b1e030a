/** The kinds of jobs: what each is given, and what it does. */
import { checkOriginality } from '@earshot/data-sets/originality-check'
import { importDataSet, importOptionsSchema } from '@earshot/data-sets/import'
import { selectionSchema } from '@earshot/data-sets/songs'
import type { Database, Job, JobKind, Prisma } from '@earshot/database/database'
import { addJob, doJob } from '@earshot/jobs/job-rows'
import { Refusal, type Work } from '@earshot/jobs/work'
import { lintStudy } from '@earshot/leaks/lint-study'
import { modelNamePattern, modelNameRule } from '@earshot/models/files/model-name'
import { searchSchema } from '@earshot/models/search/search'
import { z } from 'zod'
import { buildPool } from './pools/pools.ts'
import { poolRequestSchema } from './pools/request.ts'
import { searchModels } from './search/search-models.ts'
import { trainable, trainModel } from './training/train-model.ts'
import type { Workshop } from './workshop.ts'

/** What each kind of job is given. */
export const jobInputs = {
  import_data: importOptionsSchema,
  train_model: z.strictObject({
    architecture: z.enum(trainable),
    data: z.string().min(1),
    name: z.string().min(1),
    selection: selectionSchema.optional(),
    options: z.record(z.string(), z.unknown()).default({}),
    checkpointMinutes: z.number().positive().optional(),
    snapshotEpochs: z.int().positive().optional(),
  }),
  build_pool: poolRequestSchema,
  check_originality: z.strictObject({ data: z.string().min(1), pool: z.string().min(1) }),
  search_models: z.strictObject({
    search: searchSchema,
    data: z.string().min(1),
    name: z.string().regex(modelNamePattern, modelNameRule),
    selection: selectionSchema.optional(),
    checkpointMinutes: z.number().positive().optional(),
  }),
  lint_study: z.strictObject({ slug: z.string().min(1) }),
} satisfies Record<JobKind, z.ZodType>

export type JobInput<Kind extends JobKind> = z.input<(typeof jobInputs)[Kind]>

const work: Record<JobKind, (workshop: Workshop, input: unknown, work: Work) => Promise<object>> = {
  import_data: (workshop, input, hooks) => importDataSet(workshop, jobInputs.import_data.parse(input), hooks),
  train_model: (workshop, input, hooks) => trainModel(workshop, jobInputs.train_model.parse(input), hooks),
  build_pool: (workshop, input, hooks) => buildPool(workshop, jobInputs.build_pool.parse(input), hooks),
  check_originality: (workshop, input, hooks) =>
    checkOriginality(workshop, jobInputs.check_originality.parse(input), hooks),
  search_models: (workshop, input, hooks) =>
    searchModels(workshop, jobInputs.search_models.parse(input), hooks),
  lint_study: (workshop, input, hooks) => lintStudy(workshop, jobInputs.lint_study.parse(input).slug, hooks),
}

/** Writes a job into the database. Throws Refusal for an input that does not fit its kind. */
export async function createJob(database: Database, kind: JobKind, input: unknown): Promise<Job> {
  const parsed = jobInputs[kind].safeParse(input)
  if (!parsed.success) throw new Refusal(`The job ${kind}: ${z.prettifyError(parsed.error)}`)
  return addJob(database, kind, parsed.data as Prisma.InputJsonObject)
}

/** Does a job in this process, as @earshot/jobs/job-rows does; returns its result. */
export const runJob = (workshop: Workshop, id: string, hooks: Work): Promise<unknown> =>
  doJob(workshop.database, id, (job, hooked) => work[job.kind](workshop, job.input, hooked), hooks)
