/** Data sets and songs as the survey's routes give them. docs/features.md defines every feature. */
import { z } from 'zod'

/** Of a song: more than is named here, all of it numbers, words and nulls. */
const featuresSchema = z.looseObject({ notes: z.int(), seconds: z.number(), bars: z.int() })

const summarySchema = z.looseObject({ songs: z.int(), notes: z.int(), seconds: z.number() }).nullable()

export const listedDataSetSchema = z.object({
  name: z.string(),
  songs: z.int(),
  refused: z.int(),
  licence: z.string().nullable(),
  created: z.iso.datetime(),
  summary: summarySchema,
})

const namedSongSchema = z.object({ id: z.string(), title: z.string() })

export const dataSetSchema = listedDataSetSchema.extend({
  /** Paths or names from which it was imported. */
  origin: z.array(z.string()),
  citation: z.string().nullable(),
  /** How its files were read: options of the import. */
  reading: z.record(z.string(), z.unknown()),
  /** Groups of near-duplicates; a song that stands alone is a group. */
  groups: z.int(),
  duplicates: z.array(z.array(namedSongSchema)),
  refusals: z.array(z.object({ file: z.string(), reason: z.string() })),
  splits: z.array(
    z.object({
      name: z.string(),
      seed: z.int(),
      parts: z.array(z.object({ name: z.string(), share: z.number(), songs: z.int() })),
    }),
  ),
})

/** What a list of songs can be asked for; every field may be left out. */
export const songListQuerySchema = z.object({
  search: z.string().optional(),
  sort: z.string().optional(),
  order: z.enum(['ascending', 'descending']).optional(),
  duplicates: z.enum(['all', 'one']).optional(),
  tempoFrom: z.coerce.number().optional(),
  tempoTo: z.coerce.number().optional(),
  barsFrom: z.coerce.number().optional(),
  barsTo: z.coerce.number().optional(),
  /** Tonic (0 for C) and mode, such as "9 minor". */
  key: z.string().optional(),
  structure: z.string().optional(),
  page: z.coerce.number().int().optional(),
  perPage: z.coerce.number().int().optional(),
})

export const songListSchema = z.object({
  total: z.int(),
  songs: z.array(
    namedSongSchema.extend({
      file: z.string(),
      files: z.int(),
      group: z.string(),
      groupSize: z.int(),
      features: featuresSchema,
    }),
  ),
})

const at = z.number()

/** Times in quarter notes. */
const scoreSchema = z.object({
  notes: z.array(z.object({ start: at, end: at, pitch: z.int(), velocity: z.int() })),
  tempos: z.array(z.object({ at, bpm: z.number() })),
  meters: z.array(z.object({ at, beats: z.int(), unit: z.int() })),
  pedal: z.array(z.object({ at, value: z.int() })),
  length: at,
})

export const songSchema = namedSongSchema.extend({
  dataSet: z.string(),
  format: z.string(),
  files: z.array(z.string()),
  /** SHA-256 of the file, and of its notes alone. */
  content: z.string(),
  noteHash: z.string(),
  warnings: z.array(z.string()),
  features: featuresSchema,
  score: scoreSchema,
  duplicates: z.array(namedSongSchema.extend({ features: featuresSchema })),
})
