/** What the generator's routes do. */
import { readFileSync } from 'node:fs'
import type { Queue } from '@earshot/database/queue'
import { writeMidi } from '@earshot/music/midi'
import { durationInSeconds } from '@earshot/music/notes'
import { cancelJob, requeueJob } from '@earshot/jobs/job-rows'
import { jobView } from '@earshot/jobs/job-view'
import { Refusal } from '@earshot/jobs/work'
import { createJob } from '@earshot/workshop/jobs'
import { generateSongs, listModels, showModel } from '@earshot/workshop/registry/models'
import { deleteModel } from '@earshot/workshop/registry/models-delete'
import { importModel } from '@earshot/workshop/registry/models-import'
import { previewMidi, renderMidi } from '@earshot/workshop/pools/render'
import type { Workshop } from '@earshot/workshop/workshop'
import type { Handlers } from './register.ts'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

export function handlers({ workshop, queue }: { workshop: Workshop; queue: Queue }): Handlers {
  const { database } = workshop
  const job = async (id: string) => {
    const found = await database.job.findUnique({ where: { id } })
    if (!found) throw Object.assign(new Error(`There is no job ${id}.`), { statusCode: 404 })
    return jobView(found)
  }
  return {
    async health() {
      await database.$queryRaw`SELECT 1`
      const { name, reasons } = await workshop.backend()
      return { status: 'ok', version, backend: { name, reasons: [...reasons] }, database: 'connected' }
    },
    listModels: async () => ({ models: await listModels(workshop) }),
    showModel: ({ params }) => showModel(workshop, params.name),
    async modelFile({ params }) {
      const { file } = await showModel(workshop, params.name)
      return workshop.storage.get(file)
    },
    importModel: ({ body }) => importModel(workshop, Buffer.from(body.file, 'base64'), body.packed),
    deleteModel: ({ params }) => deleteModel(workshop, params.name, { actor: 'generator' }),
    async generate({ params, body: { count, seed, settings }, signal }) {
      const songs = await generateSongs(workshop, params.name, { ...settings, count, seed }, { signal })
      return {
        songs: songs.map(({ score }) => ({
          midi: base64(writeMidi(score)),
          notes: score.notes.length,
          seconds: durationInSeconds(score),
        })),
      }
    },
    async render({ body: { midi, from, seconds } }) {
      const { audio } = await renderMidi(workshop, Buffer.from(midi, 'base64'), { from, seconds })
      return audio
    },
    preview: ({ body: { midi, from, seconds } }) =>
      previewMidi(workshop, Buffer.from(midi, 'base64'), { from, seconds }),
    async listJobs({ query }) {
      const jobs = await database.job.findMany({ orderBy: { createdAt: 'desc' }, take: query.limit })
      return { jobs: jobs.map(jobView) }
    },
    async createJob({ body: { kind, input } }) {
      const created = await createJob(database, kind, input)
      await queue.add(created.id)
      return jobView(created)
    },
    showJob: ({ params }) => job(params.id),
    async jobCurve({ params: { id: jobId }, query: { after } }) {
      await job(jobId)
      const points = await database.curvePoint.findMany({
        where: { jobId, epoch: { gt: after } },
        orderBy: { epoch: 'asc' },
        select: { epoch: true, loss: true, heldOut: true, seconds: true },
      })
      return { points }
    },
    async resumeJob({ params: { id } }) {
      const { status } = await job(id)
      // A training that its user stopped has a result, the best so far, and yet can go on.
      const over = status === 'done' && (await database.checkpoint.count({ where: { jobId: id } })) === 0
      if (over || !(await requeueJob(database, id)))
        throw new Refusal(`The job is ${status}: only one that was stopped or failed can be resumed.`)
      await queue.add(id)
      return job(id)
    },
    async cancelJob({ params }) {
      await job(params.id)
      await cancelJob(database, params.id, new Date())
      return job(params.id)
    },
  }
}
