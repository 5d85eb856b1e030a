/** The generator's routes. Every one but `health` needs the secret, as `Authorization: Bearer SECRET`. */
import { z } from 'zod'
import type { Route } from './route.ts'

const name = z.string().min(1).max(200)
const id = z.uuid()

export const jobKinds = [
  'import_data',
  'train_model',
  'build_pool',
  'check_originality',
  'search_models',
  'lint_study',
] as const
export const jobStatuses = ['queued', 'running', 'done', 'failed', 'cancelled'] as const

export const jobSchema = z.object({
  id,
  kind: z.enum(jobKinds),
  status: z.enum(jobStatuses),
  progress: z.object({ done: z.number(), total: z.number(), text: z.string() }).nullable(),
  result: z.unknown(),
  error: z.string().nullable(),
  created: z.iso.datetime(),
})
export type JobView = z.infer<typeof jobSchema>

export const modelSchema = z.object({
  name,
  architecture: z.string(),
  version: z.int(),
  songs: z.int(),
  epochs: z.int(),
  /** null for weights that another program trained. */
  loss: z.number().nullable(),
  heldOut: z.number().nullable(),
  /** Of the file; null where the storage has lost it. */
  bytes: z.int().nullable(),
  /** SHA-256 of the file. */
  file: z.string(),
  created: z.string(),
})

/** The largest file of a model that is taken over HTTP; the terminal takes larger ones. */
export const largestModelUpload = 64 * 2 ** 20

/** Base64 of a MIDI file. */
const midi = z.base64().max(4_000_000)

const renderBody = z.strictObject({
  midi,
  /** Where in the music the clip begins, in seconds. */
  from: z.number().nonnegative().default(0),
  seconds: z.number().min(1).max(600).default(30),
})

export const generatorRoutes = {
  health: {
    method: 'GET',
    path: '/health',
    summary: 'Whether the generator and its database work, and on which TensorFlow.js backend.',
    response: z.object({
      status: z.literal('ok'),
      version: z.string(),
      backend: z.object({ name: z.string(), reasons: z.array(z.string()) }),
      database: z.literal('connected'),
    }),
  },
  listModels: {
    method: 'GET',
    path: '/models',
    summary: 'The registered models, all versions.',
    response: z.object({
      models: z.array(modelSchema),
    }),
  },
  showModel: {
    method: 'GET',
    path: '/models/:name',
    summary: 'A model with its manifest. The name is that of the newest version; name@2 is the second.',
    params: z.object({ name }),
    response: z.object({
      name,
      architecture: z.string(),
      version: z.int(),
      file: z.string(),
      bytes: z.int().nullable(),
      /** As docs/models/files.md describes it. */
      manifest: z.record(z.string(), z.unknown()),
    }),
  },
  modelFile: {
    method: 'GET',
    path: '/models/:name/file',
    summary: 'The file of a model: safetensors, with its manifest.',
    params: z.object({ name }),
    response: 'bytes',
  },
  importModel: {
    method: 'POST',
    path: '/models',
    summary:
      'Registers a model from its file, after all of it was checked. The same file again changes nothing.',
    body: z.strictObject({
      /** Base64 of a .safetensors file. */
      file: z.string().max(Math.ceil(largestModelUpload / 3) * 4),
      /** The file is packed by brotli. */
      packed: z.boolean().default(false),
    }),
    response: modelSchema,
  },
  deleteModel: {
    method: 'DELETE',
    path: '/models/:name',
    summary: 'Deletes a version of a model that no clip was made of.',
    params: z.object({ name }),
    response: z.object({ name, version: z.int(), deleted: z.literal(true) }),
  },
  generate: {
    method: 'POST',
    path: '/models/:name/songs',
    summary: 'Songs of a model as MIDI. The same model, settings and seed give the same notes.',
    params: z.object({ name }),
    body: z.strictObject({
      count: z.int().min(1).max(100),
      seed: z.int().nonnegative().max(0xffffffff),
      settings: z.record(z.string(), z.unknown()).default({}),
    }),
    response: z.object({
      songs: z.array(z.object({ midi, notes: z.int(), seconds: z.number() })),
    }),
  },
  render: {
    method: 'POST',
    path: '/render',
    summary: 'A MIDI file as a clip: piano, loudness, MP3, as all clips of studies are made.',
    body: renderBody,
    response: 'bytes',
  },
  preview: {
    method: 'POST',
    path: '/preview',
    summary: 'A MIDI file as a clip that is sent while it is made; its level is set by its first seconds.',
    body: renderBody,
    response: 'stream',
  },
  listJobs: {
    method: 'GET',
    path: '/jobs',
    summary: 'The newest jobs.',
    query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    response: z.object({ jobs: z.array(jobSchema) }),
  },
  createJob: {
    method: 'POST',
    path: '/jobs',
    summary:
      'Queues an import, a training, the building of a pool, a check of its originality or a leak check of a study.',
    body: z.strictObject({ kind: z.enum(jobKinds), input: z.record(z.string(), z.unknown()) }),
    response: jobSchema,
  },
  showJob: {
    method: 'GET',
    path: '/jobs/:id',
    summary: 'A job and how far it is.',
    params: z.object({ id }),
    response: jobSchema,
  },
  jobCurve: {
    method: 'GET',
    path: '/jobs/:id/curve',
    summary:
      'The learning curve of a training so far, an epoch a point; those after an epoch where one is named.',
    params: z.object({ id }),
    query: z.object({ after: z.coerce.number().int().nonnegative().default(0) }),
    response: z.object({
      points: z.array(
        z.object({
          epoch: z.int(),
          loss: z.number(),
          /** Loss on held-out songs, in epochs where it was measured. */
          heldOut: z.number().nullable(),
          seconds: z.number(),
        }),
      ),
    }),
  },
  resumeJob: {
    method: 'POST',
    path: '/jobs/:id/resume',
    summary: 'Queues a job again that was cancelled or failed; a training goes on from its checkpoint.',
    params: z.object({ id }),
    response: jobSchema,
  },
  cancelJob: {
    method: 'DELETE',
    path: '/jobs/:id',
    summary:
      'Cancels a job; nothing of it is kept, but for a training: its best weights become the model, and it can be resumed.',
    params: z.object({ id }),
    response: jobSchema,
  },
} satisfies Record<string, Route>
