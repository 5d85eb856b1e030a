/** Pools: the clips of a source, all made by one pipeline, whatever their source. */
import { choiceSchema, type Choice } from '@earshot/contract/choice'
import type { Clip, Source, Transaction } from '@earshot/database/database'
import { Refusal, type Work } from '@earshot/jobs/work'
import { chooseMusic, type ChosenMusic, type Kept } from './choose.ts'
import { fingerprintOf, piecesOf } from './clip-pieces.ts'
import { findOrigin } from './find-origin.ts'
import type { Origin } from './origins.ts'
import { writeProvenance } from './provenance.ts'
import { renderAll } from './renderings.ts'
import { checkRequest, type PoolRequest, type PoolRequestInput } from './request.ts'
import type { Workshop } from '../workshop.ts'

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
export async function buildPool(
  workshop: Workshop,
  input: PoolRequestInput,
  work: Work,
): Promise<PoolReport> {
  const request = checkRequest(input)
  const name = request.name ?? request.from
  const origin = await findOrigin(workshop, request)
  const existing = await existingSource(workshop, name, origin)
  const have = existing?.clips.length ?? 0
  const wanted = request.clips - have
  if (wanted <= 0) return { name, kind: origin.kind, clips: have, added: 0, refused: [] }
  if (existing) await refuseGrowth(workshop.database, existing, request)
  const kept = await keptClips(workshop, existing)
  const { clips, refused, choice } = await makeClips(workshop, request, origin, kept, work)
  await storeClips(workshop, { ...request, name }, origin, existing, clips, choice)
  return { name, kind: origin.kind, clips: have + clips.length, added: clips.length, refused }
}

type KnownClip = Pick<Clip, 'pieceId' | 'notes' | 'fingerprint'>
type SourceWithClips = Source & { clips: KnownClip[] }

/** What is there of a pool, so that it is neither drawn nor copied again. */
const keptClips = (workshop: Workshop, source: SourceWithClips | null): Promise<Kept[]> =>
  Promise.all(
    (source?.clips ?? []).map(async ({ pieceId: owner, notes, fingerprint }) => {
      const own =
        fingerprint ?? (notes === null ? null : await fingerprintOf(workshop, notes, source?.settings))
      return { owner, notes, fingerprint: own }
    }),
  )

async function existingSource(
  { database }: Workshop,
  name: string,
  origin: Origin,
): Promise<SourceWithClips | null> {
  const source = await database.source.findUnique({
    where: { name },
    include: { clips: { select: { pieceId: true, notes: true, fingerprint: true } } },
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
async function refuseGrowth(
  database: Transaction,
  { id, name }: SourceWithClips,
  { match }: PoolRequest,
): Promise<void> {
  if (match)
    throw new Refusal(
      `The pool "${name}" was matched as a whole and does not grow. Build another with --name.`,
    )
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

interface MadeClip extends ChosenMusic {
  audio: string
  seconds: number
  /** LUFS */
  loudness: number
}

/** Clips may be so far (LU) from the loudness that is asked for. */
const loudnessTolerance = 0.1

/** Music is chosen and rendered; where some cannot be as loud as clips are, a gate refuses it and other music is chosen. */
async function makeClips(
  workshop: Workshop,
  request: PoolRequest,
  origin: Origin,
  kept: readonly Kept[],
  work: Work,
) {
  const { loudness: target, ceiling } = request.sound
  const tooQuiet = new Map<string, string>()
  for (;;) {
    const { music, ...chosen } = await chooseMusic(workshop, request, origin, { kept, tooQuiet }, work)
    const clips = await renderClips(workshop, music, request, work)
    const off = clips.filter(({ loudness }) => Math.abs(loudness - target) > loudnessTolerance)
    if (off.length === 0) return { ...chosen, clips }
    for (const { notes, loudness } of off)
      tooQuiet.set(
        notes,
        `its sound reaches ${loudness.toFixed(1)} of ${String(target)} LUFS with peaks of ${String(ceiling)} dBTP`,
      )
  }
}

/** The clips of chosen music, each with its provenance. */
async function renderClips(
  workshop: Workshop,
  music: readonly ChosenMusic[],
  { sound }: PoolRequest,
  work: Work,
): Promise<MadeClip[]> {
  const made = await renderAll(workshop, music, sound, work)
  return music.flatMap((one, index): MadeClip[] => {
    const rendering = made[index]
    if (!rendering) return []
    const provenance = writeProvenance(one.provenance, one.notes, sound, rendering)
    const { loudness } = rendering.report
    return [{ ...one, audio: rendering.audio, seconds: sound.seconds, loudness, provenance }]
  })
}

/** Rendering takes its time: whether the pool may grow is asked again, now that no study that uses it can open meanwhile. */
async function lockPool(tx: Transaction, request: PoolRequest, existing: SourceWithClips): Promise<void> {
  await tx.$queryRaw`SELECT 1 AS locked FROM source WHERE id = ${existing.id}::uuid FOR UPDATE`
  await refuseGrowth(tx, existing, request)
  if ((await tx.clip.count({ where: { sourceId: existing.id } })) !== existing.clips.length)
    throw builtMeanwhile(existing.name)
}

const builtMeanwhile = (name: string): Refusal =>
  new Refusal(
    `Clips were added to the pool "${name}" while these were made. Build it again: what was rendered is kept.`,
  )

async function storeClips(
  workshop: Workshop,
  request: PoolRequest & { name: string },
  origin: Origin,
  existing: SourceWithClips | null,
  clips: MadeClip[],
  choice: Choice,
) {
  const { name } = request
  const { kind, modelId, dataSetId, settings } = origin
  const store = async (tx: Transaction) => {
    if (existing) await lockPool(tx, request, existing)
    // Builders take turns from here on: who waited sees what the one before has built.
    const pieces = await piecesOf(workshop, tx, clips)
    if (!existing && (await tx.source.findUnique({ where: { name } }))) throw builtMeanwhile(name)
    const source = existing
      ? await tx.source.update({ where: { id: existing.id }, data: { choice } })
      : await tx.source.create({
          data: { name, kind, modelId: modelId ?? null, dataSetId: dataSetId ?? null, settings, choice },
        })
    const first = existing?.clips.length ?? 0
    const rows = clips.map((clip, index) => {
      const { encoding, provenance, notes, audio, seconds, fingerprint } = clip
      const number = String(first + index + 1).padStart(3, '0')
      const made = { encoding, provenance, notes, audio, seconds, fingerprint: new Uint8Array(fingerprint) }
      return { ...made, sourceId: source.id, pieceId: pieces[index] ?? '', name: number }
    })
    await tx.clip.createMany({ data: rows })
  }
  await workshop.database.$transaction(store, { timeout: 600_000, maxWait: 60_000 })
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
  const { kind, model, dataSet, settings, choice, clips } = source
  return {
    name,
    kind,
    from: model?.name ?? dataSet?.name ?? null,
    version: model?.version ?? null,
    settings,
    choice: choice === null ? null : choiceSchema.parse(choice),
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
