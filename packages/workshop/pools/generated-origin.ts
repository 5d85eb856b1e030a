/** Songs of a model as candidates, more and more of them until enough pass. */
import type { Prisma } from '@earshot/database/database'
import { Refusal, stopIfAsked } from '@earshot/jobs/work'
import type { Manifest } from '@earshot/models/files/manifest'
import { versionedName } from '@earshot/models/files/model-name'
import { lstmSettings } from '@earshot/models/generation/model'
import { deriveSeed } from '@earshot/random/random'
import { showModel, withModel } from '../registry/models.ts'
import type { Workshop } from '../workshop.ts'
import { makeSongs } from './make-songs.ts'
import type { Candidate, DrawingHooks, Origin } from './origins.ts'
import { refuseHumanFields, type PoolRequest } from './request.ts'
import { treat } from './treatment.ts'

/** Songs at once, the first few times and from then on: larger when many seem to be wanted. */
const batchSizes = [8, 8, 16, 32, 64]

/** Songs are made until so many were looked at. */
const mostDrawn = (clips: number): number => 10 * clips + 20

/** Throws Refusal for settings that the treatment decides, and for what only human songs have. */
export async function generatedOrigin(workshop: Workshop, request: PoolRequest): Promise<Origin> {
  refuseHumanFields(request)
  const { from, seed, settings = {}, treatment, gates, sound } = request
  const { id, name, version, manifest } = await showModel(workshop, from)
  const make = generationSettings(request, manifest)
  const trained = new Set(manifest.data.songs.flatMap((song) => [song.id, song.hash]))
  // By its version, should another be registered meanwhile.
  const model = { name, version, reference: versionedName({ name, version }), manifest }
  return {
    kind: 'generated',
    modelId: id,
    settings: { seed, ...(settings as Prisma.InputJsonObject), treatment, gates, sound },
    compared: {
      data: manifest.data.name,
      songs: (song) => trained.has(song.id) || trained.has(song.hash),
      count: manifest.data.songs.length,
    },
    draw: (hooks) =>
      Promise.resolve({
        candidates: candidates(workshop, request, model, make, hooks),
        unseen: null,
        encodings: 1,
      }),
  }
}

async function* candidates(
  workshop: Workshop,
  { clips, seed, treatment }: PoolRequest,
  model: { name: string; version: number; reference: string; manifest: Manifest },
  settings: Record<string, unknown>,
  hooks: DrawingHooks,
): AsyncGenerator<Candidate> {
  const { name: backend } = await workshop.backend()
  for (let [batch, drawn] = [0, 0]; drawn < mostDrawn(clips); batch++) {
    stopIfAsked(hooks)
    const count = batchSizes[Math.min(batch, batchSizes.length - 1)] ?? 1
    const ownSeed = batch === 0 ? seed : deriveSeed(seed, 'more songs', batch)
    const make = { ...settings, seed: ownSeed, count }
    const { songs, weights } = await withModel(workshop, model.reference, async (loaded, file) => ({
      songs: await makeSongs(loaded, make, hooks),
      weights: file,
    }))
    drawn += songs.length
    for (const [index, { score, settings: made }] of songs.entries()) {
      const title = `${model.name}, song ${String(index + 1)} of seed ${String(ownSeed)}`
      const { name, version, manifest } = model
      yield {
        title,
        owner: title,
        score: treat(score, treatment),
        from: 0,
        encodingIndex: 0,
        encoding: { ...manifest.encoding },
        provenance: { model: name, version, weights, settings: { ...made }, backend, treatment },
      }
    }
  }
}

const tokensPerQuarter = { quarter: 1, eighth: 2, sixteenth: 4 } as const
/** Tokens may begin with silence, which a clip leaves out. */
const spareSeconds = 2

/** What the model is told: an LSTM goes on for as long as a clip unless the request says how long. */
function generationSettings(
  { settings = {}, treatment, sound: { seconds } }: PoolRequest,
  { encoding }: Manifest,
): Record<string, unknown> {
  const decided = [
    ...(treatment.velocity === 'as written' ? [] : ['velocity']),
    ...(treatment.tempo === 'as written' ? [] : ['tempo', 'secondsPerToken']),
  ].filter((field) => field in settings)
  if (decided.length > 0)
    throw new Refusal(
      `The settings ${decided.join(', ')} are decided by the treatment, which all sources of a study share. Change it there.`,
    )
  if (encoding.kind !== 'tokens' || 'length' in settings) return settings
  const given = lstmSettings.safeParse({ ...settings, count: 1, seed: 0 }).data
  const step =
    treatment.tempo === 'as written'
      ? (given?.secondsPerToken ?? 0.5)
      : 60 / treatment.tempo / tokensPerQuarter[encoding.timeStep]
  return { ...settings, length: Math.max(64, Math.ceil((seconds + spareSeconds) / step)) }
}
