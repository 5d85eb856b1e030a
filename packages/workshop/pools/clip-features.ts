/** What of a clip is heard that human excerpts may be matched on. */
import type { MatchFeature, Treatment } from '@earshot/contract/choice'
import { pitchFeatures } from '@earshot/features/pitch-features'
import { tempoFeatures } from '@earshot/features/tempo-and-meter'
import type { Score } from '@earshot/music/notes'
import { z } from 'zod'

const quartersPerSecond = 2

export const clipFeaturesSchema = z.object({
  /** Quarter notes a minute, the median of its music; null where only seconds are known. */
  tempo: z.number().nullable(),
  /** Notes a second, from the first note to the end of the last. */
  density: z.number().nullable(),
  /** Semitones from the lowest to the highest note. */
  range: z.number().nullable(),
  /** Seconds from the first note to the end of the last. */
  length: z.number().nullable(),
}) satisfies z.ZodType<Record<MatchFeature, number | null>>
export type ClipFeatures = z.infer<typeof clipFeaturesSchema>

/** Measures the notes of a clip, kept at two quarter notes a second. */
export function clipFeatures(heard: Score, tempo: number | null): ClipFeatures {
  const { notes } = heard
  const end = notes.reduce((latest, note) => Math.max(latest, note.end), 0)
  const length = (end - (notes[0]?.start ?? 0)) / quartersPerSecond
  return {
    tempo,
    density: length > 0 ? notes.length / length : null,
    range: notes.length > 0 ? pitchFeatures(heard).pitchRange : null,
    length: notes.length > 0 ? length : null,
  }
}

/** The tempo of music as it is played. */
export const playedTempo = (score: Score, { tempo }: Pick<Treatment, 'tempo'>): number =>
  tempo === 'as written' ? tempoFeatures(score).median : tempo
