import { readFile } from 'node:fs/promises'
import type { SelectionInput } from '@earshot/data-sets/songs'
import { searchSchema } from '@earshot/models/search/search'
import { createJob, runJob } from '@earshot/workshop/jobs'
import { findSearchToResume, type SearchReport } from '@earshot/workshop/search/search-models'
import { deleteSearch, showSearch } from '@earshot/workshop/search/search-show'
import { Option, type Command } from 'commander'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Home } from '../home.ts'
import type { Output } from '../output.ts'
import { pictureFile } from './model-picture.ts'
import { drawSearch } from './model-search-picture.ts'
import { reportInWords, searchInWords } from './model-search-table.ts'
import { inHome, splitPart, wholeNumber } from './run.ts'

interface SearchOptions {
  data: string
  name: string
  split?: SelectionInput
  checkpointMinutes?: number
  method?: string
  trials?: number
  epochs?: number
  seed?: number
}

/** `earshot model search` and what goes with it */
export function searchCommands(model: Command): void {
  inHome<SearchOptions>(
    model
      .command('search')
      .description('try options of a training: random draws, the best of which get more epochs')
      .argument('<file>', 'what to search, in YAML; see docs/models/search.md')
      .requiredOption('--data <name>', 'data set to train on')
      .requiredOption('--name <name>', 'name of the search, and of the model that its best trial becomes')
      .addOption(
        new Option('--method <method>', 'in place of that of the file').choices([
          'random',
          'successive-halving',
        ]),
      )
      .option('--trials <n>', 'in place of those of the file', wholeNumber(1))
      .option('--epochs <n>', 'the most that a trial gets, in place of those of the file', wholeNumber(1))
      .option('--seed <n>', 'of the draws, in place of that of the file', wholeNumber(0))
      .option('--split <split/part>', 'only songs of this part of a split of the data set', splitPart)
      .option('--checkpoint-minutes <n>', 'minutes from one checkpoint to the next', wholeNumber(1)),
    async ({ home, output }, [path = ''], { data, name, split: selection, checkpointMinutes, ...given }) => {
      const search = await readSearch(path, given)
      const input = { search, data, name, selection, checkpointMinutes }
      await runSearch(home, output, (await createJob(home.workshop.database, 'search_models', input)).id)
    },
  )

  inHome(
    model
      .command('search-resume')
      .description('go on with a search that was stopped or killed')
      .argument('<name>', 'name of the search'),
    async ({ home, output }, [name = '']) => {
      await runSearch(home, output, await findSearchToResume(home.workshop, name))
    },
  )

  inHome<{ plot?: string }>(
    model
      .command('search-show')
      .description('show the trials of a search, from best to worst')
      .argument('<name>', 'name of the search')
      .option('--plot <file>', 'draw losses against options, and all curves, .png or .svg', pictureFile),
    async ({ home, output }, [name = ''], { plot }) => {
      const shown = await showSearch(home.workshop, name)
      const picture = plot === undefined ? {} : { plot: await drawSearch(plot, shown) }
      output.result({ ...shown, ...picture }, searchInWords)
    },
  )

  inHome(
    model
      .command('search-delete')
      .description('delete a search and the checkpoints it keeps; its model stays')
      .argument('<name>', 'name of the search'),
    async ({ home, output }, [name = '']) => {
      await deleteSearch(home.workshop, name)
      output.result({ name, deleted: true }, () => `The search "${name}" is deleted.`)
    },
  )
}

async function runSearch(home: Home, output: Output, job: string): Promise<void> {
  const report = await output.work((work) => runJob(home.workshop, job, work))
  output.result(report as SearchReport, reportInWords)
}

/** A search file, with what the command line says in place of it. Throws an Error that names file and field. */
export async function readSearch(path: string, given: object): Promise<z.input<typeof searchSchema>> {
  const text = await readFile(path, 'utf8')
  let document: unknown
  try {
    document = parse(text)
  } catch (error) {
    throw new Error(`${path} is not YAML: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
  const isObject = typeof document === 'object' && document !== null && !Array.isArray(document)
  const parsed = searchSchema.safeParse(isObject ? { ...(document as object), ...given } : document)
  if (!parsed.success) throw new Error(`${path}:\n${z.prettifyError(parsed.error)}`)
  return parsed.data
}
