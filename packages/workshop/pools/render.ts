/** A MIDI file as a clip, outside of any pool. */
import type { Clip } from '@earshot/audio/clip'
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
  { from, seconds }: RenderRequest,
): Promise<Clip & { warnings: string[] }> {
  try {
    const sound = clipSettingsSchema.parse({ seconds })
    const { score, warnings } = readMidi(midi)
    const clip = await workshop.clips.make(excerpt(perform(score), from, seconds, sound.lead), sound)
    return { ...clip, warnings }
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message
    throw new Refusal(`The MIDI file cannot be made a clip: ${reason}`, { cause: error })
  }
}
