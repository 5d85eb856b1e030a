import { readFile } from 'node:fs/promises'
import { Option, type Command } from 'commander'
import { scopes, type Results, type Scope } from '@earshot/contract/results'
import { parseStudyFile } from '@earshot/study/file'
import { listRecruits } from '@earshot/study/recruits'
import { ratingsCsv, studyResults } from '@earshot/study/results'
import { trialsCsv } from '@earshot/study/trials-csv'
import { simulateStudy } from '@earshot/study/simulate'
import { createStudy, getStudy, listStudies } from '@earshot/study/studies'
import { decimals, percent, table } from '../output.ts'
import { inHome, wholeNumber } from './run.ts'
import { studyLintCommands } from './study-lint.ts'

const actor = 'terminal'

export function studyCommands(program: Command): void {
  const study = program.command('study').description('studies: listening tests and their results')

  inHome(
    study
      .command('create')
      .description('make a draft of a study file, or a new version of a draft')
      .argument('<file>', 'study file in YAML; see docs/study-file.md'),
    async ({ home, output }, [path = '']) => {
      const file = parseStudyFile(await readFile(path, 'utf8'))
      const { slug, status, version } = await createStudy(home.workshop.database, file, actor)
      output.result(
        { slug, status, version },
        () => `${slug}: ${status}, version ${String(version)}. Open it with: earshot study open ${slug}`,
      )
    },
  )

  inHome(study.command('list').description('list the studies'), async ({ home, output }) => {
    output.result({ studies: await listStudies(home.workshop.database) }, ({ studies }) =>
      table(
        ['study', 'status', 'respondents', 'finished', 'ratings', 'title'],
        studies.map(({ slug, status, respondents, finished, ratings, title }) => [
          slug,
          status,
          respondents,
          finished,
          ratings,
          title,
        ]),
      ),
    )
  })

  studyLintCommands(study)

  inHome<{ respondents: number; seed: number; effect: Record<string, number> }>(
    study
      .command('simulate')
      .description('let simulated respondents take a study; they count nowhere among real ones')
      .argument('<slug>')
      .requiredOption('--respondents <n>', 'how many', wholeNumber(1))
      .requiredOption('--seed <n>', 'fixes their answers', wholeNumber(0))
      .option(
        '--effect <source=number>',
        'how much more computer-like a source is, on the logit scale (human 0, others 0.5); repeatable',
        collectEffect,
        {},
      ),
    async ({ home, output }, [slug = ''], { respondents, seed, effect }) => {
      const simulation = await output.work(({ onProgress, signal, now }) =>
        simulateStudy(home.workshop.database, slug, {
          respondents,
          seed,
          now: now(),
          effects: effect,
          signal,
          onProgress: (done, total) => {
            onProgress({ done, total, text: `respondent ${String(done)} of ${String(total)}` })
          },
        }),
      )
      output.result(simulation, ({ ratings, effects, model }) =>
        [
          `${slug}: ${String(respondents)} simulated respondents gave ${String(ratings)} ratings.`,
          `Cumulative logit model: thresholds ${model.thresholds.join(', ')}; respondents' SD ${String(model.respondentSd)}, clips' SD ${String(model.clipSd)};`,
          `effects ${Object.entries(effects)
            .map(([name, value]) => `${name} ${String(value)}`)
            .join(', ')}.`,
        ].join('\n'),
      )
    },
  )

  inHome(
    study
      .command('recruits')
      .description(
        'whom a recruiting site sent, who finished and with which code: for payment, without answers',
      )
      .argument('<slug>'),
    async ({ home, output }, [slug = '']) => {
      const recruits = await listRecruits(home.workshop.database, slug)
      output.result({ recruits }, () =>
        recruits.length === 0
          ? `${slug}: nobody was sent by a recruiting site, or their ids are deleted already.`
          : table(
              ['id', 'began', 'finished', 'code'],
              recruits.map(({ person, startedAt, finishedAt, code }) => [
                person,
                startedAt,
                finishedAt ?? '',
                code ?? '',
              ]),
            ),
      )
    },
  )

  inHome<{ of: Scope; csv?: boolean; trials?: boolean }>(
    study
      .command('results')
      .description("the paper's Table 1 of a study")
      .argument('<slug>')
      .addOption(new Option('--of <kind>', 'of which respondents').choices(scopes).default('real'))
      .option('--csv', 'print the ratings in long form')
      .option('--trials', 'print all that is known of each trial, as CSV'),
    async ({ home, output }, [slug = ''], { of, csv, trials }) => {
      const { database } = home.workshop
      await getStudy(database, slug)
      if (csv || trials) {
        const make = trials ? trialsCsv : ratingsCsv
        process.stdout.write((await make(database, slug, of)) ?? '')
        return
      }
      const results = await studyResults(database, slug, of)
      if (!results) throw new Error(`There is no study "${slug}".`)
      output.result(results, tableOne)
    },
  )
}

/** Table 1 of the paper, with both denominators of "natural". */
function tableOne({ study, scope, sources }: Results): string {
  const rows = sources.map(({ label, ratings, n, mean, variance, pNatural }) => [
    label,
    ...ratings,
    n,
    decimals(mean, 2),
    decimals(variance, 2),
    percent(pNatural.all),
    percent(pNatural.decided),
    n - ratings[2],
  ])
  return [
    `${study.title} (${study.status}): ${scope} ratings of ${String(study.respondents)} respondents`,
    '',
    table(
      ['source', '1', '2', '3', '4', '5', 'n', 'mean', 'variance', 'natural, all', 'natural, decided', 'of'],
      rows,
    ),
    '',
    'Natural: rated 1 or 2. All: of all n answers; decided: of those that are not 3. Variance divides by n - 1.',
    'These are descriptions of the ratings given: they say nothing about other clips or listeners.',
    ...study.notes.map((note) => `Note: ${note}`),
  ].join('\n')
}

function collectEffect(text: string, effects: Record<string, number>): Record<string, number> {
  const [source = '', number = ''] = text.split('=')
  if (!source || number.trim() === '' || !Number.isFinite(Number(number))) {
    throw new Error(`--effect ${text} is not understood. Write source=number, for example lstm-small=0.3.`)
  }
  return { ...effects, [source]: Number(number) }
}
