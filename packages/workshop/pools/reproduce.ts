/** Is a clip what its provenance says? Its music is made again, and rendered again, and the hashes are compared. */
import { rendererVersion } from '@earshot/audio/clip'
import { instrumentHash } from '@earshot/audio/instrument'
import { clipSettingsSchema, settingsHash, type ClipSettings } from '@earshot/audio/settings'
import { readScore, writeScore } from '@earshot/data-sets/score-file'
import { Refusal, stopIfAsked, StoppedError, type Work } from '@earshot/jobs/work'
import { perform, type Score } from '@earshot/music/notes'
import { sha256 } from '@earshot/storage/storage'
import { z } from 'zod'
import { showClip, type ClipView } from './clips.ts'
import { heard } from './heard.ts'
import { remake, type Remade } from './remake.ts'
import type { Workshop } from '../workshop.ts'

export interface Step {
  /** What is compared: model or song, notes, settings, renderer, recordings, audio, file. */
  step: string
  agrees: boolean
  expected: string | null
  /** null where it could not be made. */
  found: string | null
  /** Why it does not agree, as far as can be told; null where it does. */
  why: string | null
}

export interface Reproduction {
  clip: string
  reproduced: boolean
  steps: Step[]
}

/**
 * Makes a clip again from the start, without the cache, and compares each step. Changes nothing. Throws Refusal where
 * there is no such clip or it has no audio, and StoppedError where the signal says so.
 */
export async function reproduceClip(
  workshop: Workshop,
  reference: string,
  work: Work,
): Promise<Reproduction> {
  const clip = await showClip(workshop, reference)
  if (clip.audio === null || clip.notes === null)
    throw new Refusal(`The clip "${reference}" has no audio: its ratings were imported.`)
  const settings = soundOf(clip)
  const remade = await remakeOr(workshop, clip, settings, work)
  stopIfAsked(work)
  work.onProgress({ done: 0, total: 1, text: 'rendering again' })
  const kept = await keptNotes(workshop, clip)
  const steps = [
    sourceStep(clip, remade),
    notesStep(clip, remade, kept),
    ...renderingSteps(clip, settings),
    await audioStep(workshop, clip, kept ?? ('failed' in remade ? null : remade.notes), settings),
    await fileStep(workshop, clip.audio),
  ]
  const { pool, name } = clip
  return { clip: `${pool}/${name}`, reproduced: steps.every(({ agrees }) => agrees), steps }
}

/** The settings that were kept with the clip, or else what its pool asked for, with today's defaults. */
function soundOf({ rendering, poolSettings }: ClipView): ClipSettings {
  const pool = z.looseObject({ sound: z.unknown() }).safeParse(poolSettings).data
  const parsed = clipSettingsSchema.safeParse(rendering?.settings ?? pool?.sound ?? {})
  if (parsed.success) return parsed.data
  throw new Refusal(
    `This Earshot cannot render with the settings of the clip: ${z.prettifyError(parsed.error)}`,
  )
}

type Attempt = (Remade & { notes: Score }) | { failed: string }

async function remakeOr(
  workshop: Workshop,
  clip: ClipView,
  settings: ClipSettings,
  work: Work,
): Promise<Attempt> {
  try {
    const music = await remake(workshop, clip, work)
    return { ...music, notes: heard(music, settings) }
  } catch (error) {
    if (error instanceof StoppedError) throw error
    return { failed: error instanceof Error ? error.message : String(error) }
  }
}

const compared = (step: string, expected: string | null, found: string | null, why: string): Step => {
  const agrees = found !== null && expected === found
  return { step, agrees, expected, found, why: agrees ? null : why }
}

function sourceStep({ generated, human }: ClipView, remade: Attempt): Step {
  const name = generated ? 'model' : 'song'
  const expected = generated?.weights ?? human?.notes ?? null
  if ('failed' in remade) return compared(name, expected, null, remade.failed)
  const why = generated
    ? `${generated.model}@${String(generated.version)} has other weights here`
    : 'the song has other notes here'
  return compared(name, expected, remade.source, why)
}

/** Scores are compared as written here: of the same notes, another Node.js may compress other bytes. */
function notesStep({ notes, generated }: ClipView, remade: Attempt, kept: Score | null): Step {
  if ('failed' in remade) return compared('notes', notes, null, 'the music could not be made again')
  const made = sha256(writeScore(remade.notes))
  const found = kept && sha256(writeScore(kept)) === made ? notes : made
  const before = generated?.backend
  const why =
    generated && before !== remade.backend
      ? `the song was computed by ${before ?? 'an unknown backend'}, and now by ${remade.backend ?? 'another'}; set EARSHOT_BACKEND`
      : 'the origin is not the same, or another version of Earshot or Node.js makes other notes of it'
  return compared('notes', notes, found, why)
}

function renderingSteps({ rendering }: ClipView, settings: ClipSettings): Step[] {
  const renderer = rendering ? String(rendering.renderer) : null
  return [
    compared(
      'settings',
      rendering?.settingsHash ?? null,
      settingsHash(settings),
      'this Earshot has other settings, or other defaults of settings that were not kept',
    ),
    compared('renderer', renderer, String(rendererVersion), 'this Earshot renders otherwise'),
    compared(
      'recordings',
      rendering?.instrument ?? null,
      instrumentHash(),
      'other recordings of the piano are installed',
    ),
  ]
}

/** Renders the notes that were kept, or where these are lost the ones that were made again. */
async function audioStep(
  workshop: Workshop,
  clip: ClipView,
  score: Score | null,
  settings: ClipSettings,
): Promise<Step> {
  if (!score)
    return compared(
      'audio',
      clip.audio,
      null,
      'the notes are not in the storage, and could not be made again',
    )
  const { audio } = await workshop.clips.make(perform(score), settings)
  const why = renderingSteps(clip, settings).flatMap((step) => step.why ?? [])
  return compared(
    'audio',
    clip.audio,
    sha256(audio),
    why.join('; ') || 'another kind of processor or another version of Node.js computes otherwise',
  )
}

/** null where they are lost or damaged. */
const keptNotes = ({ storage }: Workshop, { notes }: ClipView): Promise<Score | null> =>
  storage
    .get(notes ?? '')
    .then(readScore)
    .catch(() => null)

/** Whether what respondents are given is whole. */
async function fileStep({ storage }: Workshop, audio: string): Promise<Step> {
  try {
    return compared('file', audio, sha256(await storage.get(audio)), '')
  } catch (error) {
    return compared('file', audio, null, error instanceof Error ? error.message : String(error))
  }
}
