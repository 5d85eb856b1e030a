/** Hyperparameter search: what may be asked for. All of it is checked before anything is trained. */
import { drawnOptions, parseTrialOptions, rungsOf, searchedKind, searchFields } from './search-options.ts'
import type { Search } from './search-options.ts'
import type { Range } from './search-ranges.ts'
import type { z } from 'zod'

/**
 * Options that may be searched. Those that choose or change the songs are not among them: a loss on other songs, or on
 * another vocabulary, does not say which option is better.
 */
const learning = ['learningRate', 'batchSize', 'optimizer', 'clip']
const searchable = {
  autoencoder: [...learning, 'perBar', 'perSong', 'latent', 'start', 'windows'],
  lstm: [...learning, 'embedding', 'layers', 'dropout', 'dense', 'denseDropout', 'mode', 'window'],
}

/** Options that the search sets, or that it has fields for. */
const owned = ['name', 'dataSet', 'created', 'selection', 'architecture', 'epochs', 'keep']

type Refuse = (path: (string | number)[], message: string) => void

/** Refuses names; returns whether there was nothing to refuse. */
function checkNames(search: Search, refuse: Refuse): boolean {
  const kind = searchedKind(search)
  const names = searchable[kind === 'autoencoder' ? 'autoencoder' : 'lstm']
  const { options, ranges } = search
  const unknown = Object.keys(ranges).filter((option) => !names.includes(option))
  for (const option of unknown)
    refuse(['ranges', option], `cannot be searched; what can, in this architecture: ${names.join(', ')}`)
  const twice = Object.keys(ranges).filter((option) => option in options)
  for (const option of twice) refuse(['options', option], 'is among the ranges too')
  const taken = owned.filter((option) => option in options)
  for (const option of taken) refuse(['options', option], 'is set by the search')
  return unknown.length + twice.length + taken.length === 0
}

/** The values that a range is declared by, and where. */
const declared = (range: Range): [where: (string | number)[], value: unknown][] =>
  'choices' in range
    ? range.choices.map((value, i) => [['choices', i], value])
    : [
        [['from'], range.from],
        [['to'], range.to],
      ]

/** What the training would refuse of an option's value; null where it takes it. */
function wrongWith(search: Search, drawn: Record<string, unknown>, option: string): string | null {
  const issues = parseTrialOptions(search, drawn).error?.issues ?? []
  return issues.find(({ path }) => path[0] === option)?.message ?? null
}

function checkRange(search: Search, [option, range]: [string, Range], refuse: Refuse): boolean {
  let fine = true
  const look = (where: (string | number)[], value: unknown, telling: (message: string) => string): void => {
    const wrong = wrongWith(search, { [option]: value }, option)
    if (wrong === null) return
    fine = false
    refuse(['ranges', option, ...where], telling(wrong))
  }
  for (const [where, value] of declared(range)) look(where, value, (message) => message)
  for (let trial = 1; fine && trial <= search.trials; trial++) {
    const value = drawnOptions(search, trial)[option]
    look([], value, (message) => `trial ${trial} would get ${JSON.stringify(value)}: ${message}`)
  }
  return fine
}

/** Refuses fixed options that the training would refuse. */
function checkOptions(search: Search, refuse: Refuse): boolean {
  const issues = parseTrialOptions(search, {}).error?.issues ?? []
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) refuse(['options', key], 'there is no such option')
    else refuse(['options', ...issue.path.map(String)], issue.message)
  }
  return issues.length === 0
}

/** Refuses a search that at the end of a rung would have no loss to decide by. */
function checkMeasure(search: Search, refuse: Refuse): void {
  const { data } = parseTrialOptions(search, {})
  if (!data) return
  if (data.patience !== null && search.method === 'successive-halving')
    refuse(['options', 'patience'], 'successive halving itself stops trials early; use it with method random')
  if (search.measure === 'training') return
  if (data.heldOut === null) refuse(['measure'], 'there are no held-out songs, as options.heldOut is null')
  const [{ epochs }] = rungsOf(search)
  if (data.heldOutEvery > epochs)
    refuse(['options', 'heldOutEvery'], `is more than the ${epochs} epochs of the first rung`)
}

/** A search as its file asks for it; every name, and every value that will be drawn, is one that the training takes. */
export const searchSchema = searchFields.superRefine((search, context) => {
  const refuse: Refuse = (path, message) => {
    context.addIssue({ code: 'custom', path, message })
  }
  if (!checkNames(search, refuse)) return
  const ranges = Object.entries(search.ranges).map((range) => checkRange(search, range, refuse))
  const options = checkOptions(search, refuse)
  if (options && ranges.every(Boolean)) checkMeasure(search, refuse)
})

export type SearchInput = z.input<typeof searchSchema>
