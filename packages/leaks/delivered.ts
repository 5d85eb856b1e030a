/** Clips as they were delivered, decoded and measured for comparison, each beside the same notes without a fade. */
import type { ClipMaker } from '@earshot/audio/clip'
import { decodeMp3 } from '@earshot/audio/decode'
import { clipSettingsSchema, type ClipSettings } from '@earshot/audio/settings'
import { readScore } from '@earshot/data-sets/score-file'
import type { Database } from '@earshot/database/database'
import { perform, type Score } from '@earshot/music/notes'
import type { Storage } from '@earshot/storage/storage'
import { pathOf, type ClipResponse } from './clip-responses.ts'
import { clipTraits, type ClipTraits } from './clip-traits.ts'
import { differing } from './equal-report.ts'
import { measureAudio } from './facts-of-audio.ts'
import { measureNotes } from './facts-of-notes.ts'
import type { Sound } from './fade.ts'
import type { RawResponse } from './fetch-raw.ts'
import type { Finding } from './finding.ts'
import type { MeasuredClip } from './informative.ts'

export interface Rendering {
  database: Database
  storage: Storage
  clips: ClipMaker
}

/** A clip as it came, without its sound. */
export interface Measured {
  traits: ClipTraits
  /** What its notes and sound are like. */
  music: MeasuredClip
  /** How a request for a part of it was answered. */
  range: RawResponse
}

/** Measures a clip as it came. Throws where it did not come, or cannot be decoded. */
async function measure(rendering: Rendering, { clip, whole, range }: ClipResponse): Promise<Measured> {
  const { id, source, key } = clip
  const { status, headers, body } = whole
  if (status !== 200) throw new Error(`the survey answered ${String(status)}`)
  const sound = await decodeMp3(body)
  const { score, settings, piece, human } = await keptMusic(rendering, id)
  const facts = {
    ...(score ? measureNotes(score) : {}),
    ...measureAudio([sound.left, sound.right], sound.sampleRate),
  }
  const traits = clipTraits({
    ...{ id, source, audio: body, sound, status, headers },
    unfaded: score && (await unfaded(rendering, score, settings)),
    keys: [key],
    paths: [pathOf(key)],
  })
  return { traits, music: { id, source, piece, human, facts }, range }
}

/** Measures a clip as it came. One that did not come, or cannot be decoded, is a finding that blocks. */
export const measureDelivered = (
  rendering: Rendering,
  response: ClipResponse,
): Promise<{ measured: Measured } | { finding: Finding }> =>
  measure(rendering, response).then(
    (measured) => ({ measured }),
    (error: unknown) => ({ finding: unplayable(response.clip, error) }),
  )

/** A clip as it is kept: its notes, null where they are not, and how it was rendered. */
async function keptMusic({ database, storage }: Rendering, id: string) {
  const { notes, seconds, source, pieceId } = await database.clip.findUniqueOrThrow({
    where: { id },
    include: { source: true },
  })
  const { sound = {} } = source.settings as { sound?: object }
  const score = notes !== null && (await storage.has(notes)) ? readScore(await storage.get(notes)) : null
  const settings = clipSettingsSchema.parse({ ...sound, seconds: seconds ?? undefined })
  return { score, settings, piece: pieceId, human: source.kind === 'human' }
}

/** What notes sound like where they are not faded out. */
async function unfaded({ clips }: Rendering, score: Score, settings: ClipSettings): Promise<Sound> {
  const { audio } = await clips.make(perform(score), { ...settings, fadeOut: 0 })
  return decodeMp3(audio)
}

const unplayable = ({ id, source }: ClipResponse['clip'], error: unknown): Finding => ({
  check: 'equal',
  rule: 'clip-does-not-play',
  blocks: true,
  message: `A clip of "${source}" does not play: ${error instanceof Error ? error.message : String(error)}. Render it again.`,
  clips: [id],
})

/** Findings where a part of a clip, which some browsers ask for first, is answered in another way than that of others. */
export function rangeFindings(measured: readonly Measured[]): Finding[] {
  const traits = measured.map((one) => one.traits)
  const ranges = new Map(measured.map((one) => [one.traits.id, one.range]))
  const answer = ({ id }: ClipTraits): string => {
    const { status = 0, headers = [] } = ranges.get(id) ?? {}
    const sent = headers.filter(([name]) => name.toLowerCase() !== 'date')
    return [String(status), ...sent.map(([name, value]) => `${name}: ${value}`)].join(', ')
  }
  const remedy = 'Serve parts of all clips by the same code with the same headers.'
  return differing(traits, 'range-response', 'answer to a request for a part', answer, remedy)
}
