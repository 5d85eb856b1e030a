/** Respondents of kind "simulated", through the code that real ones go through, to try a study out before it opens. */
import { randomUUID } from 'node:crypto'
import type { Database } from '@earshot/database/database'
import { deriveSeed, normal, seeded } from '@earshot/random/random'
import { drawAnswer, drawEffect, paperModel, type OrdinalModel } from '@earshot/statistics/ordinal'
import { nextNumber } from './new-run.ts'
import { answerTrial, finishRun, startRun, trialsOfRun } from './run.ts'
import { getStudy, StudyError } from './studies.ts'

export interface SimulationOptions {
  respondents: number
  seed: number
  now: Date
  /** Location of a source on the logit scale, by name; larger is more computer-like. Human 0, others 0.5 unless given. */
  effects?: Record<string, number>
  model?: OrdinalModel
  onProgress?: (done: number, total: number) => void
  signal?: AbortSignal
}

export interface Simulation {
  slug: string
  /** Those who took the study; fewer than wanted where it was aborted. */
  respondents: number
  ratings: number
  seed: number
  model: OrdinalModel
  effects: Record<string, number>
}

/** The location of a generated source of which nothing was said: half a logit above human, as AE small in the paper. */
const usualEffect = 0.5

/** Lets simulated respondents take the study, and says with which parameters. Throws StudyError where it takes none. */
export async function simulateStudy(
  database: Database,
  slug: string,
  options: SimulationOptions,
): Promise<Simulation> {
  const { respondents, seed, now, model = paperModel } = options
  const study = await getStudy(database, slug)
  const sources = await database.studySource.findMany({
    where: { versionId: study.versionId },
    include: { source: true },
  })
  const names = sources.map(({ source }) => source.name)
  const unknown = Object.keys(options.effects ?? {}).find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw new StudyError(`"${slug}" has no source "${unknown}"; it has ${names.join(', ')}.`)
  const effects = Object.fromEntries(
    sources.map(({ source }) => [
      source.name,
      options.effects?.[source.name] ?? (source.kind === 'human' ? 0 : usualEffect),
    ]),
  )
  const first = await nextNumber(database, study.versionId, 'simulated')
  const locations = await clipLocations(database, study.versionId, effects, model, seed)
  let ratings = 0
  let done = 0
  while (done < respondents && !options.signal?.aborted) {
    ratings += await simulateRespondent(database, slug, {
      locations,
      model,
      now,
      seed: deriveSeed(seed, 'respondent', first + done),
    })
    done += 1
    options.onProgress?.(done, respondents)
  }
  return { slug, respondents: done, ratings, seed, model, effects }
}

/** Each clip's location: its source's effect and an effect of its own, the same for all respondents. */
async function clipLocations(
  database: Database,
  versionId: string,
  effects: Record<string, number>,
  model: OrdinalModel,
  seed: number,
) {
  const clips = await database.clip.findMany({
    where: { source: { studySources: { some: { versionId } } } },
    include: { source: true },
  })
  return new Map(
    clips.map(({ id, name, source }) => {
      const own = drawEffect(model.clipSd, seeded(deriveSeed(seed, 'clip', source.name, name)))
      return [id, (effects[source.name] ?? 0) + own]
    }),
  )
}

async function simulateRespondent(
  database: Database,
  slug: string,
  {
    locations,
    model,
    now,
    seed,
  }: { locations: Map<string, number>; model: OrdinalModel; now: Date; seed: number },
): Promise<number> {
  const random = seeded(seed)
  const started = await startRun(database, { slug, kind: 'simulated', now })
  if (!started.ok) throw new StudyError(started.reason)
  const { token } = started
  // Leniency: some people think more often of a computer than others, whatever they hear.
  const leniency = drawEffect(model.respondentSd, random)
  const clipOf = await trialsOfRun(database, token)
  for (const { key, clip } of clipOf) {
    const value = drawAnswer(model.thresholds, leniency + (locations.get(clip) ?? 0), random)
    const rtMs = Math.round(32_000 * Math.exp(0.2 * normal(random)))
    const moved = await answerTrial(database, {
      slug,
      token,
      now,
      answer: { id: randomUUID(), key, value, rtMs, events: [] },
    })
    if (!moved.ok) throw new StudyError(moved.reason)
  }
  const finished = await finishRun(database, { slug, token, now, responses: {} })
  if (!finished.ok) throw new StudyError(finished.reason)
  return clipOf.length
}
