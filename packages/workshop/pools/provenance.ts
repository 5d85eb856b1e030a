/** Where a clip comes from, down to its bytes: written when a pool is built, and read wherever a clip is explained. */
import { clipSettingsSchema, type ClipSettingsInput } from '@earshot/audio/settings'
import { treatmentSchema } from '@earshot/contract/choice'
import type { Prisma } from '@earshot/database/database'
import { z } from 'zod'
import type { Made } from './rendering-rows.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'no SHA-256 in hex')

/** A song of a model: what `generate` was given, so that it gives the same notes again. */
const generatedSchema = z.looseObject({
  model: z.string(),
  version: z.int().positive(),
  /** SHA-256 of the model's file. */
  weights: hash,
  settings: z.looseObject({ seed: z.int(), count: z.int(), song: z.int().nonnegative() }),
  /** What computed it: another backend may round otherwise. Unknown of clips of the first version. */
  backend: z.string().optional(),
  /** Where in the song the clip begins, in seconds. */
  from: z.number().default(0),
  /** Absent from clips of the first version, whose songs were played as their model made them. */
  treatment: treatmentSchema.optional(),
})

/** A song of a data set. */
const humanSchema = z.looseObject({
  dataSet: z.string(),
  song: z.string(),
  title: z.string().optional(),
  /** SHA-256 of the song's notes, as @earshot/music/hash makes it. */
  notes: hash,
  bar: z.int().optional(),
  from: z.number(),
  /** By rule and seed, or by hand. */
  chosen: z.enum(['by rule', 'by hand']).default('by rule'),
  /** Absent from clips of the first version, which had the default. */
  treatment: treatmentSchema.optional(),
})

/** How the notes became audio. */
const renderingSchema = z.looseObject({
  renderer: z.int(),
  /** All, with their defaults; null where only their hash is known. */
  settings: z.record(z.string(), z.unknown()).nullable(),
  settingsHash: hash,
  instrument: hash,
  /** SHA-256 of the notes that are heard, and of the MP3. */
  notes: hash.nullable(),
  audio: hash.nullable(),
  report: z.looseObject({ loudness: z.number(), peak: z.number() }),
})

/** The first version kept the renderer's report, with hashes of its own. */
const firstRenderingSchema = z
  .looseObject({
    loudness: z.number(),
    peak: z.number(),
    provenance: z.object({ renderer: z.int(), settings: hash, instrument: hash }),
  })
  .transform(({ provenance, ...report }): Rendering => {
    const { renderer, settings, instrument } = provenance
    return { renderer, settings: null, settingsHash: settings, instrument, notes: null, audio: null, report }
  })

/** As it is stored: the origin's own fields, and the rendering. A part that is not understood is null. */
export const provenanceSchema = z.looseObject({
  rendering: z.union([renderingSchema, firstRenderingSchema]).nullable().catch(null).default(null),
})

export type GeneratedOrigin = z.infer<typeof generatedSchema>
export type HumanOrigin = z.infer<typeof humanSchema>
export type Rendering = z.infer<typeof renderingSchema>

export interface Provenance {
  generated: GeneratedOrigin | null
  human: HumanOrigin | null
  rendering: Rendering | null
}

/** What is stored of a clip: where its music comes from, and how these notes became this audio. */
export function writeProvenance(
  origin: Prisma.InputJsonObject,
  notes: string,
  sound: ClipSettingsInput,
  { audio, report: { provenance, ...report } }: Made,
): Prisma.InputJsonObject {
  const { renderer, settings: hashed, instrument } = provenance
  const settings = clipSettingsSchema.parse(sound)
  const rendering = { renderer, settings, settingsHash: hashed, instrument, notes, audio, report }
  return provenanceSchema.parse({ ...origin, rendering }) as Prisma.InputJsonObject
}

/** The provenance of a stored clip, as far as it goes: clips of imported ratings have none. */
export function readProvenance(stored: unknown): Provenance {
  const { rendering, ...origin } = provenanceSchema.safeParse(stored).data ?? { rendering: null }
  return {
    generated: generatedSchema.safeParse(origin).data ?? null,
    human: humanSchema.safeParse(origin).data ?? null,
    rendering,
  }
}
