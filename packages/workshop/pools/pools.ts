/** Pools: the clips of a source, all made by one pipeline, whatever their source. */
import { randomUUID } from 'node:crypto'
import { clipSettingsSchema, type ClipSettings } from '@earshot/audio/settings'
import type { Source } from '@earshot/database/database'
import type { Score } from '@earshot/music/notes'
import { findOrigin, type Candidate, type Origin, type PoolRequest } from './origins.ts'
import { heard } from './heard.ts'
import { writeProvenance } from './provenance.ts'
import { renderAll } from './renderings.ts'
import { writeScore } from '@earshot/data-sets/score-file'
import { stopIfAsked, Refusal, type Work } from '@earshot/jobs/work'
import { type Workshop } from '../workshop.ts'

export interface PoolReport {
  name: string
  kind: 'generated' | 'human'
  clips: number
  added: number
  /** Music that could not become a clip, and why. */
  refused: { music: string; reason: string }[]
}

/**
 * Makes clips of a source until it has as many as wanted. The same request again adds nothing; the clips appear all at
 * once. Throws Refusal for an unknown origin, for other settings under a name in use, and where music runs out.
 */
export async function buildPool(workshop: Workshop, request: PoolRequest, work: Work): Promise<PoolReport> {
  const name = request.name ?? request.from
  const origin = await findOrigin(workshop, request)
  const existing = await existingSource(workshop, name, origin)
  const have = existing?.clips.length ?? 0
  const wanted = request.clips - have
  if (wanted <= 0) return { name, kind: origin.kind, clips: have, added: 0, refused: [] }
  if (existing) await refuseGrowth(workshop, existing)
  const used = new Set(existing?.clips.map((clip) => clip.notes))
  const { clips, refused } = await makeClips(workshop, request, origin, used, wanted, work)
  await storeClips(workshop, name, origin, existing, clips)
  return { name, kind: origin.kind, clips: have + clips.length, added: clips.length, refused }
}

type SourceWithClips = Source & { clips: { name: string; notes: string | null }[] }

async function existingSource(
  { database }: Workshop,
  name: string,
  origin: Origin,
): Promise<SourceWithClips | null> {
  const source = await database.source.findUnique({
    where: { name },
    include: { clips: { select: { name: true, notes: true } } },
  })
  if (!source) return null
  const same =
    source.modelId === (origin.modelId ?? null) &&
    source.dataSetId === (origin.dataSetId ?? null) &&
    sorted(source.settings) === sorted(origin.settings)
  if (!same) {
    throw new Refusal(
      `There is a source "${name}" with other settings. Give this one another name with --name.`,
    )
  }
  return source
}

/** Respondents of a study all draw from one pool: it must not grow under them. */
async function refuseGrowth({ database }: Workshop, { id, name }: SourceWithClips): Promise<void> {
  const running = await database.study.findFirst({
    where: { status: { not: 'draft' }, versions: { some: { sources: { some: { sourceId: id } } } } },
  })
  if (!running) return
  throw new Refusal(
    `The pool "${name}" belongs to the study "${running.slug}", which is ${running.status}. Build another with --name.`,
  )
}

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )

/** Music whose notes are kept, to be rendered. */
interface ChosenMusic extends Candidate {
  notes: string
}

interface MadeClip extends ChosenMusic {
  audio: string
  seconds: number
}

async function makeClips(
  workshop: Workshop,
  request: PoolRequest,
  origin: Origin,
  used: Set<string | null>,
  wanted: number,
  work: Work,
) {
  const { sound = {} } = request
  const { chosen, refused } = await chooseMusic(workshop, request, origin, used, wanted, work)
  const made = await renderAll(workshop, chosen, sound, work)
  const { seconds } = clipSettingsSchema.parse(sound)
  const clips = chosen.flatMap((music, index): MadeClip[] => {
    const rendering = made[index]
    if (!rendering) return []
    const provenance = writeProvenance(music.provenance, music.notes, sound, rendering)
    return [{ ...music, audio: rendering.audio, seconds, provenance }]
  })
  return { clips, refused }
}

async function chooseMusic(
  { storage }: Workshop,
  { sound = {}, clips: target }: PoolRequest,
  origin: Origin,
  used: Set<string | null>,
  wanted: number,
  work: Work,
) {
  const chosen: ChosenMusic[] = []
  const refused: PoolReport['refused'] = []
  const tell = (text: string): void => {
    work.onProgress({ done: 0, total: wanted, text })
  }
  tell('making the music')
  const settings = clipSettingsSchema.parse(sound)
  const onMade = (share: number): void => {
    tell(`making the music, ${(100 * share).toFixed(0)} %`)
  }
  for await (const candidate of origin.candidates(2 * target + 4, { signal: work.signal, onMade })) {
    if (chosen.length === wanted) break
    stopIfAsked(work)
    const score = heardOrRefused(candidate, settings)
    if (score instanceof Error) {
      refused.push({ music: candidate.title, reason: score.message })
      continue
    }
    const notes = await storage.put(writeScore(score))
    if (used.has(notes)) {
      refused.push({ music: candidate.title, reason: 'it has the notes of another clip of this source' })
      continue
    }
    used.add(notes)
    chosen.push({ ...candidate, notes })
    tell(candidate.title)
  }
  if (chosen.length < wanted) {
    throw new Refusal(
      `Only ${String(chosen.length)} of ${String(wanted)} clips could be made: ` +
        (refused[0] ? `${refused[0].music}: ${refused[0].reason}` : 'too few songs are long enough') +
        '. Ask for fewer clips, or add songs.',
    )
  }
  return { chosen, refused }
}

function heardOrRefused(candidate: Candidate, settings: ClipSettings): Score | Error {
  try {
    return heard(candidate, settings)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

async function storeClips(
  workshop: Workshop,
  name: string,
  origin: Origin,
  existing: SourceWithClips | null,
  clips: MadeClip[],
) {
  const { kind, modelId, dataSetId, settings } = origin
  await workshop.database.$transaction(async (tx) => {
    const source =
      existing ??
      (await tx.source.create({
        data: { name, kind, modelId: modelId ?? null, dataSetId: dataSetId ?? null, settings },
      }))
    const first = existing?.clips.length ?? 0
    const rows = clips.map((clip, index) => {
      const { encoding, provenance, notes, audio, seconds, pieceId = randomUUID() } = clip
      const number = String(first + index + 1).padStart(3, '0')
      return { sourceId: source.id, pieceId, name: number, encoding, provenance, notes, audio, seconds }
    })
    const pieces = rows.map(({ pieceId }, index) => ({ id: pieceId, title: clips[index]?.title ?? '' }))
    await tx.piece.createMany({ data: pieces.filter((_, index) => clips[index]?.pieceId === undefined) })
    await tx.clip.createMany({ data: rows })
  })
}

/** All pools: sources with their clips. */
export async function listPools({ database }: Workshop) {
  const sources = await database.source.findMany({
    include: { model: true, dataSet: true, clips: true },
    orderBy: { name: 'asc' },
  })
  return sources.map(({ name, kind, model, dataSet, clips }) => ({
    name,
    kind,
    from: model?.name ?? dataSet?.name ?? null,
    version: model?.version ?? null,
    clips: clips.length,
    withAudio: clips.filter(({ audio }) => audio !== null).length,
  }))
}

/** One pool with its clips and where each comes from. Throws Refusal where there is none. */
export async function showPool({ database }: Workshop, name: string) {
  const source = await database.source.findUnique({
    where: { name },
    include: { model: true, dataSet: true, clips: { include: { piece: true }, orderBy: { name: 'asc' } } },
  })
  if (!source) throw new Refusal(`There is no pool "${name}". List them with: earshot pool list`)
  const { kind, model, dataSet, settings, clips } = source
  return {
    name,
    kind,
    from: model?.name ?? dataSet?.name ?? null,
    version: model?.version ?? null,
    settings,
    clips: clips.map((clip) => ({
      id: clip.id,
      name: clip.name,
      piece: clip.piece.title,
      seconds: clip.seconds,
      encoding: clip.encoding,
      provenance: clip.provenance,
      notes: clip.notes,
      audio: clip.audio,
    })),
  }
}

/** The data set whose songs a pool's clips are excerpts of, or that its model was trained on; null where it is not here. */
export async function dataSetOf({ database }: Workshop, name: string): Promise<string | null> {
  const source = await database.source.findUnique({
    where: { name },
    include: { model: true, dataSet: true },
  })
  if (!source) throw new Refusal(`There is no pool "${name}". List them with: earshot pool list`)
  const manifest = source.model?.manifest as { data?: { name?: string } } | undefined
  const data = source.dataSet?.name ?? manifest?.data?.name
  if (data === undefined || !(await database.dataSet.findUnique({ where: { name: data } }))) return null
  return data
}
