/** A MIDI file as a clip, outside of any pool. */
import type { Clip } from '@earshot/audio/clip'
import type { Preview } from '@earshot/audio/preview'
import { clipSettingsSchema } from '@earshot/audio/settings'
import { excerpt } from '@earshot/music/excerpt'
import { readMidi } from '@earshot/music/midi'
import { perform } from '@earshot/music/notes'
import { z } from 'zod'
import { Refusal } from '@earshot/jobs/work'
import { type Workshop } from '../workshop.ts'

/** `from` and `seconds` say which part; the clip begins with its first note. */
export interface RenderRequest {
  from: number
  seconds: number
}

/** Renders as clips of studies are rendered. Throws Refusal where file or request make no clip. */
export async function renderMidi(
  workshop: Workshop,
  midi: Uint8Array,
  request: RenderRequest,
): Promise<Clip & { warnings: string[] }> {
  return refusing(async () => {
    const { performance, sound, warnings } = partOf(midi, request)
    return { ...(await workshop.clips.make(performance, sound)), warnings }
  })
}

/** As renderMidi, but heard while it is made: its level is that of its first seconds. */
export async function previewMidi(
  workshop: Workshop,
  midi: Uint8Array,
  request: RenderRequest,
): Promise<Preview> {
  return refusing(() => {
    const { performance, sound } = partOf(midi, request)
    return workshop.previews.preview(performance, sound)
  })
}

function partOf(midi: Uint8Array, { from, seconds }: RenderRequest) {
  const sound = clipSettingsSchema.parse({ seconds })
  const { score, warnings } = readMidi(midi)
  return { performance: excerpt(perform(score), from, seconds, sound.lead), sound, warnings }
}

async function refusing<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make()
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message
    throw new Refusal(`The MIDI file cannot be made a clip: ${reason}`, { cause: error })
  }
}
