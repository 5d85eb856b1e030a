import type { Score } from '@earshot/music/notes'
import { barVectors, meanSimilarity, novelty } from './bar-similarity.ts'
import { mean } from './numbers.ts'
import { pitchFeatures } from './pitch-features.ts'
import { barIds, longestRepeat, loops, quarterIds, repetitionRate, type Loop } from './repeats.ts'

/** What Ayoub et al. (2021, section 3.3) saw in songs of their LSTM. */
export const structureClasses = ['few repeated notes', 'varied', 'endless snippet'] as const
export type StructureClass = (typeof structureClasses)[number]

export interface Structure {
  /** null for music of fewer than 16 quarter notes */
  class: StructureClass | null
  /** two to the power of the pitch entropy: so many pitches, used equally, are as varied */
  effectivePitches: number | null
  /** mean similarity of two bars, 0..1 */
  selfSimilarity: number | null
  /** share of bars that an earlier bar equals */
  repetitionRate: number | null
  /** bars */
  longestRepeat: number
  /** mean and highest over the bar lines, 0..1 */
  novelty: { mean: number | null; highest: number | null }
  /** the longest snippet that is heard at least three times in a row */
  loop: Loop | null
  /** share of the music that such a snippet takes at its end; 0 where it ends otherwise */
  endingLoop: number
}

/** The rules that tell the classes: limits on what was measured. */
export const structureRules = {
  /** Shorter music (quarter notes from the first onset to the last) has no class. */
  fewestQuarters: 16,
  /** "A couple of notes only, the same notes throughout the song": at most so many effective pitches. */
  fewPitches: 5,
  /** "Snippets repeated endlessly": at least so much of the music is one snippet. */
  loopShare: 0.5,
} as const

/**
 * How a score repeats itself, and which of the three kinds of songs it is that Ayoub et al. (2021, section 3.3) tell
 * apart: first by its pitches, then by its loops; all else is varied.
 */
export function structure(score: Score): Structure {
  const ofBars = barIds(score)
  const ofQuarters = quarterIds(score)
  const vectors = barVectors(score)
  const lines = novelty(vectors)
  const { longest, last } = loops(ofQuarters)
  const { pitchEntropy } = pitchFeatures(score)
  const effectivePitches = pitchEntropy === null ? null : 2 ** pitchEntropy
  return {
    class: structureClass(ofQuarters.length, effectivePitches, longest),
    effectivePitches,
    selfSimilarity: meanSimilarity(vectors),
    repetitionRate: repetitionRate(ofBars),
    longestRepeat: longestRepeat(ofBars),
    novelty: {
      mean: mean(lines),
      highest: lines.length > 0 ? lines.reduce((a, b) => Math.max(a, b)) : null,
    },
    loop: longest,
    endingLoop: last?.share ?? 0,
  }
}

function structureClass(quarters: number, pitches: number | null, loop: Loop | null): StructureClass | null {
  if (pitches === null || quarters < structureRules.fewestQuarters) return null
  // Five equal pitches are 5 effective ones only to the last bit.
  if (pitches <= structureRules.fewPitches + 1e-9) return 'few repeated notes'
  return loop && loop.share >= structureRules.loopShare ? 'endless snippet' : 'varied'
}
