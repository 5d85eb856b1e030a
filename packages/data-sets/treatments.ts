/** How the songs of a data set are coarsened before a clip is compared with them: as the clip's own music was. */
import { nearestLine } from '@earshot/music/grid'
import type { Score } from '@earshot/music/notes'
import { fromChords, toChords, type TimeStep } from '@earshot/music/tokens'
import { z } from 'zod'

/** What of a clip's encoding counts here; see origins.ts of the workshop and encoding.ts of the models. */
const encodingSchema = z.union([
  z.looseObject({ kind: z.literal('tokens'), timeStep: z.enum(['quarter', 'eighth', 'sixteenth']) }),
  z.looseObject({ kind: z.literal('bar-rolls') }),
  // Songs as written, and clips of which no encoding is known.
  z.looseObject({}).transform(() => ({ kind: 'none' as const })),
])

export interface Treatment {
  /** Names the index that is made of the songs. */
  name: string
  apply: (score: Score) => Score
}

const asTheyAre: Treatment = { name: 'notes', apply: (score) => score }

/** One chord a step, each struck anew, at the length that a step has in a clip. */
const asTokens = (step: TimeStep): Treatment => ({
  name: `tokens ${step}`,
  apply: (score) => fromChords(toChords(score, step), { step }),
})

/** Cells of the autoencoder's rolls; passages are found in any key, so the common key does not matter. */
const cellsPerQuarter = 6
const asRolls: Treatment = {
  name: 'bar-rolls',
  apply: (score) => ({
    ...score,
    notes: score.notes.map((note) => {
      const start = nearestLine(note.start, cellsPerQuarter)
      const end = Math.max(start + 1, nearestLine(note.end, cellsPerQuarter))
      return { ...note, start: start / cellsPerQuarter, end: end / cellsPerQuarter }
    }),
  }),
}

/** The treatment that makes songs comparable with clips of an encoding. */
export function treatmentOf(encoding: unknown): Treatment {
  const parsed = encodingSchema.parse(encoding ?? {})
  if (parsed.kind === 'none') return asTheyAre
  return parsed.kind === 'tokens' ? asTokens(parsed.timeStep) : asRolls
}
