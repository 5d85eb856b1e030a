/** What a data set's page shows of all songs together: histograms of their features, counted once after each import. */
import type { Prisma, Transaction } from '@earshot/database/database'
import { featuresSchema, type Features } from '@earshot/features/features'
import { z } from 'zod'

/** Bars of one width: `counts[i]` songs lie from `from + i x width` up to, not including, the next. */
const histogramSchema = z.object({
  name: z.string(),
  unit: z.string(),
  from: z.number(),
  width: z.number(),
  counts: z.array(z.int()),
  /** Songs below the first and above the last bar, which they are counted in, and songs without this feature. */
  below: z.int(),
  above: z.int(),
  missing: z.int(),
  median: z.number().nullable(),
})
export type FeatureHistogram = z.infer<typeof histogramSchema>

const countsSchema = z.array(z.object({ value: z.string(), songs: z.int() }))

export const summarySchema = z.object({
  songs: z.int(),
  notes: z.int(),
  seconds: z.number(),
  histograms: z.array(histogramSchema),
  /** Songs by key, meter and class of structure, most frequent first. */
  keys: countsSchema,
  meters: countsSchema,
  structures: countsSchema,
})
export type Summary = z.infer<typeof summarySchema>

interface Measure {
  name: string
  unit: string
  of: (features: Features) => number | null
  /** The bars: where they begin and end, and how wide they are. */
  from: number
  to: number
  width: number
}

const measures: readonly Measure[] = [
  {
    name: 'Tempo',
    unit: 'quarter notes a minute',
    of: ({ tempo }) => tempo.median,
    from: 40,
    to: 220,
    width: 10,
  },
  { name: 'Length', unit: 'bars', of: ({ bars }) => bars, from: 0, to: 240, width: 12 },
  { name: 'Duration', unit: 'seconds', of: ({ seconds }) => seconds, from: 0, to: 480, width: 20 },
  { name: 'Notes', unit: 'notes', of: ({ notes }) => notes, from: 0, to: 4000, width: 200 },
  {
    name: 'Density',
    unit: 'notes a quarter note',
    of: (one) => one.notesPerQuarter,
    from: 0,
    to: 12,
    width: 0.5,
  },
  {
    name: 'Polyphony',
    unit: 'notes at once, while any sounds',
    of: (one) => one.polyphony,
    from: 1,
    to: 8,
    width: 0.5,
  },
  {
    name: 'Range',
    unit: 'semitones',
    of: ({ pitch: { lowest, highest } }) => (lowest === null || highest === null ? null : highest - lowest),
    from: 0,
    to: 88,
    width: 4,
  },
  {
    name: 'Velocity',
    unit: 'median of the song',
    of: ({ velocity }) => velocity.median,
    from: 0,
    to: 128,
    width: 8,
  },
]

const tonics = ['C', 'D♭', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B']

/** The name of a key, such as "E♭ minor". */
export const keyName = (key: Features['key']): string =>
  key ? `${tonics[key.tonic] ?? ''} ${key.mode}` : 'none'

/** Summarises features of any number of songs. */
export function summarise(all: readonly Features[]): Summary {
  return {
    songs: all.length,
    notes: all.reduce((sum, { notes }) => sum + notes, 0),
    seconds: all.reduce((sum, { seconds }) => sum + seconds, 0),
    histograms: measures.map((measure) => histogram(measure, all)),
    keys: counted(all.map(({ key }) => keyName(key))),
    meters: counted(all.flatMap(({ meters }) => meters)),
    structures: counted(all.map(({ structure }) => structure.class ?? 'not classed')),
  }
}

function histogram({ name, unit, of, from, to, width }: Measure, all: readonly Features[]): FeatureHistogram {
  const found = all.map(of).filter((value) => value !== null)
  const counts = new Array<number>(Math.round((to - from) / width)).fill(0)
  for (const value of found) {
    const bar = Math.min(counts.length - 1, Math.max(0, Math.floor((value - from) / width)))
    counts[bar] = (counts[bar] ?? 0) + 1
  }
  const sorted = [...found].sort((a, b) => a - b)
  return {
    name,
    unit,
    from,
    width,
    counts,
    below: found.filter((value) => value < from).length,
    above: found.filter((value) => value >= to).length,
    missing: all.length - found.length,
    median: sorted[Math.floor((sorted.length - 1) / 2)] ?? null,
  }
}

function counted(values: readonly string[]): { value: string; songs: number }[] {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return Array.from(counts, ([value, songs]) => ({ value, songs })).sort(
    (a, b) => b.songs - a.songs || (a.value < b.value ? -1 : 1),
  )
}

/** Counts the songs of a data set anew. */
export async function refreshSummary(tx: Transaction, dataSetId: string): Promise<void> {
  const rows = await tx.song.findMany({
    where: { dataSetId },
    select: { features: true },
    orderBy: { identity: 'asc' },
  })
  const summary = summarise(rows.map(({ features }) => featuresSchema.parse(features)))
  await tx.dataSet.update({
    where: { id: dataSetId },
    data: { summary: summary satisfies Prisma.InputJsonObject },
  })
}
