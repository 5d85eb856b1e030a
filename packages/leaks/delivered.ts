/** Clips as they were delivered, decoded and measured for comparison, each beside the same notes without a fade. */
import type { ClipMaker } from '@earshot/audio/clip'
import { decodeMp3 } from '@earshot/audio/decode'
import { clipSettingsSchema } from '@earshot/audio/settings'
import { readScore } from '@earshot/data-sets/score-file'
import type { Database } from '@earshot/database/database'
import { stopIfAsked, type Work } from '@earshot/jobs/work'
import { perform } from '@earshot/music/notes'
import type { Storage } from '@earshot/storage/storage'
import type { ClipResponse } from './clip-responses.ts'
import { clipTraits, type ClipTraits } from './clip-traits.ts'
import { differing } from './equal-report.ts'
import type { Sound } from './fade.ts'
import type { Finding } from './finding.ts'

export interface Rendering {
  database: Database
  storage: Storage
  clips: ClipMaker
}

export interface Measured {
  traits: ClipTraits[]
  /** Of clips that are no sound. */
  findings: Finding[]
}

/** Measures each clip as it came. One that did not come, or cannot be decoded, is a finding that blocks. */
export async function measureDelivered(
  rendering: Rendering,
  responses: readonly ClipResponse[],
  work: Pick<Work, 'signal'> & { onMeasured: () => void },
): Promise<Measured> {
  const measured: Measured = { traits: [], findings: [] }
  for (const { clip, whole } of responses) {
    stopIfAsked(work)
    const { status, headers, body } = whole
    try {
      if (status !== 200) throw new Error(`the survey answered ${String(status)}`)
      measured.traits.push(
        clipTraits({
          id: clip.id,
          source: clip.source,
          audio: body,
          sound: await decodeMp3(body),
          unfaded: await unfaded(rendering, clip.id),
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

/** What the clip's notes sound like where they are not faded out; null where the notes are not kept. */
async function unfaded({ database, storage, clips }: Rendering, id: string): Promise<Sound | null> {
  const { notes, seconds, source } = await database.clip.findUniqueOrThrow({
    where: { id },
    include: { source: true },
  })
  if (notes === null || !(await storage.has(notes))) return null
  const { sound = {} } = source.settings as { sound?: object }
  const settings = { ...clipSettingsSchema.parse({ ...sound, seconds: seconds ?? undefined }), fadeOut: 0 }
  const { audio } = await clips.make(perform(readScore(await storage.get(notes))), settings)
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
  const todo = 'Serve parts of all clips by the same code with the same headers.'
  return differing(traits, 'range-response', 'answer to a request for a part', answer, todo)
}
