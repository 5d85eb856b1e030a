/** Clips as they were delivered, decoded and measured for comparison, each beside the same notes without a fade. */
import type { ClipMaker } from '@earshot/audio/clip'
import { decodeMp3 } from '@earshot/audio/decode'
import { clipSettingsSchema, type ClipSettings } from '@earshot/audio/settings'
import { readScore } from '@earshot/data-sets/score-file'
import type { Database } from '@earshot/database/database'
import { stopIfAsked, type Work } from '@earshot/jobs/work'
import { perform, type Score } from '@earshot/music/notes'
import type { Storage } from '@earshot/storage/storage'
import type { ClipResponse } from './clip-responses.ts'
import { clipTraits, type ClipTraits } from './clip-traits.ts'
import { differing } from './equal-report.ts'
import { measureAudio } from './facts-of-audio.ts'
import { measureNotes } from './facts-of-notes.ts'
import type { Sound } from './fade.ts'
import type { Finding } from './finding.ts'
import type { MeasuredClip } from './informative.ts'

export interface Rendering {
  database: Database
  storage: Storage
  clips: ClipMaker
}

export interface Measured {
  traits: ClipTraits[]
  /** What notes and sound are like. */
  music: MeasuredClip[]
  /** Of clips that are no sound. */
  findings: Finding[]
}

/** Measures each clip as it came. One that did not come, or cannot be decoded, is a finding that blocks. */
export async function measureDelivered(
  rendering: Rendering,
  responses: readonly ClipResponse[],
  work: Pick<Work, 'signal'> & { onMeasured: () => void },
): Promise<Measured> {
  const measured: Measured = { traits: [], music: [], findings: [] }
  for (const { clip, whole } of responses) {
    stopIfAsked(work)
    const { status, headers, body } = whole
    try {
      if (status !== 200) throw new Error(`the survey answered ${String(status)}`)
      const sound = await decodeMp3(body)
      const kept = await keptMusic(rendering, clip.id)
      const { left, right, sampleRate } = sound
      const notes = kept.score ? measureNotes(kept.score) : {}
      const facts = { ...notes, ...measureAudio([left, right], sampleRate) }
      measured.music.push({ id: clip.id, source: clip.source, piece: kept.piece, human: kept.human, facts })
      measured.traits.push(
        clipTraits({
          id: clip.id,
          source: clip.source,
          audio: body,
          sound,
          unfaded: kept.score && (await unfaded(rendering, kept.score, kept.settings)),
          status,
          headers,
          keys: [clip.key],
          paths: [`/api/clips/${clip.key}`],
        }),
      )
    } catch (error) {
      measured.findings.push(unplayable(clip, error))
    }
    work.onMeasured()
  }
  return measured
}

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
export function rangeFindings(responses: readonly ClipResponse[], traits: readonly ClipTraits[]): Finding[] {
  const ranges = new Map(responses.map(({ clip, range }) => [clip.id, range]))
  const answer = ({ id }: ClipTraits): string => {
    const { status = 0, headers = [] } = ranges.get(id) ?? {}
    const sent = headers.filter(([name]) => name.toLowerCase() !== 'date')
    return [String(status), ...sent.map(([name, value]) => `${name}: ${value}`)].join(', ')
  }
  const remedy = 'Serve parts of all clips by the same code with the same headers.'
  return differing(traits, 'range-response', 'answer to a request for a part', answer, remedy)
}
