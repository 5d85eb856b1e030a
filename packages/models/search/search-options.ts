/** The fields of a search, and what each of its trials is trained with. */
import { z } from 'zod'
import { architecture } from '../networks/architecture.ts'
import { halvingRungs, oneRung, type Rung } from './halving.ts'
import { isPreset, presetNames, presets } from '../training/presets.ts'
import { drawValue, rangeSchema } from './search-ranges.ts'
import { autoencoderOptions, lstmOptions } from '../training/training-options.ts'

const kinds = architecture.options.map(({ shape }) => shape.kind.value)

export const searchFields = z.strictObject({
  /** One of the paper's six models, or an architecture. */
  architecture: z.enum([...presetNames, ...kinds]),
  method: z.enum(['random', 'successive-halving']).default('successive-halving'),
  /** How many draws of the options are tried. */
  trials: z.int().min(1).max(1000),
  /** Of the draws; a trial's options do not depend on how many trials there are. */
  seed: z.int().min(0).max(0xffffffff).default(1),
  /** The most that a trial gets. */
  epochs: z.int().min(1).max(1_000_000),
  /** Of successive halving: one in so many goes on, with so many times the epochs. */
  reduction: z.int().min(2).max(100).default(3),
  /** What the trials differ in, by the options' names. */
  ranges: z
    .record(z.string(), rangeSchema)
    .refine((ranges) => Object.keys(ranges).length > 0, 'name an option to search, such as learningRate'),
  /** Further options, the same for all trials; what is left out is the paper's. */
  options: z.record(z.string(), z.json()).default({}),
  /** Which loss decides: the lowest on held-out songs, or the lowest in training. */
  measure: z.enum(['held-out', 'training']).default('held-out'),
})

export type Search = z.output<typeof searchFields>

type Options = Record<string, unknown>

/** The architecture of a search, whether it names it or one of the paper's models. */
export const searchedKind = ({ architecture: given }: Search) =>
  isPreset(given) ? presets[given].architecture : given

/** How many trials of a search are trained for how many epochs. */
export const rungsOf = ({ method, trials, epochs, reduction }: Search): Rung[] =>
  method === 'random' ? oneRung(trials, epochs) : halvingRungs(trials, epochs, reduction)

/** What is drawn for a trial, which counts from 1. */
export const drawnOptions = ({ ranges, seed }: Search, trial: number): Options =>
  Object.fromEntries(
    Object.entries(ranges).map(([option, range]) => [option, drawValue(range, seed, trial, option)]),
  )

/**
 * The options that a trial is trained with, beside its architecture's. The weights kept are those of the lowest loss of the
 * kind that decides, and held-out songs are measured after each epoch unless the search says otherwise.
 */
export const trialOptions = (search: Search, drawn: Options): Options => ({
  heldOutEvery: 1,
  ...search.options,
  ...drawn,
  epochs: search.epochs,
  keep: search.measure,
})

/** What the training makes of a trial's options; only its name, its data set and when it was are made up here. */
export function parseTrialOptions(search: Search, drawn: Options) {
  const { architecture: given } = search
  const kind = searchedKind(search)
  const about = { name: 'search', dataSet: 'search', created: '2000-01-01T00:00:00Z' }
  const preset = isPreset(given) ? presets[given].options : {}
  const all = { ...preset, ...trialOptions(search, drawn), ...about }
  return kind === 'autoencoder'
    ? autoencoderOptions.safeParse(all)
    : lstmOptions.safeParse({ ...all, architecture: kind })
}
