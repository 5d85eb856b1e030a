/** The leak linter: whether anything that a respondent can fetch gives away of which source a clip is. */
import type { ChoiceLabel } from '@earshot/contract/blind'
import { stopIfAsked, type Work } from '@earshot/jobs/work'
import { deriveSeed, seeded } from '@earshot/random/random'
import { clipSet } from '@earshot/study/clip-set'
import { getStudy, type CurrentStudy } from '@earshot/study/studies'
import { languagesOf, wordsIn } from '@earshot/study/wording'
import { NoBrowser, openBrowser } from './browser.ts'
import { fetchClip, timeClips, type ClipResponse } from './clip-responses.ts'
import type { ClipTraits } from './clip-traits.ts'
import { collect, type Collected } from './collect.ts'
import { measureDelivered, rangeFindings, type Measured, type Rendering } from './delivered.ts'
import { equalFindings } from './equal.ts'
import { openRawClient } from './fetch-raw.ts'
import { lintReport, type Finding, type LintReport } from './finding.ts'
import { openSecretSearch, type SecretSearch } from './needles.ts'
import { informativeFindings } from './informative.ts'
import { responseTimeFindings, type ClipFetch } from './response-time.ts'
import type { Fetched } from './secret.ts'
import { withInspection, type Inspected } from './rows/inspected.ts'
import { storeReport } from './rows/lint-reports.ts'
import { secretsOf } from './rows/secrets.ts'
import type { Linting } from './survey.ts'

export interface Linter extends Rendering {
  linting: Linting
}

/** How long it takes to search and measure a clip, and to load a trial's page: in fetches of a clip. */
const measuring = 60
const page = 20

/** Fetches of each clip when the time of an answer is measured. */
export const fetchesPerClip = 30

/**
 * Checks a study in its newest version with its clips as they are now, and keeps the report. It takes the study as a
 * respondent does, in runs of kind preview that are deleted however it ends. Throws StudyError where there is no such
 * study, Refusal where no survey can be reached, and StoppedError where the signal says so.
 */
export async function lintStudy(linter: Linter, slug: string, work: Work): Promise<LintReport> {
  const { database, linting } = linter
  const study = await getStudy(database, slug)
  const checked = { versionId: study.versionId, clipSet: await clipSet(database, study.file) }
  const survey = await linting.openSurvey(work)
  try {
    const random = seeded(deriveSeed(study.file.seed, 'lint'))
    const report = await withInspection(database, slug, { random, now: work.now() }, async (inspected) => {
      const seen = await look(linter, study, survey.url.replace(/\/$/, ''), inspected, work)
      work.onProgress({ done: 1, total: 1, text: 'judging what was collected' })
      return judge(study, inspected, seen)
    })
    stopIfAsked(work)
    await storeReport(database, checked, report, work.now())
    return report
  } finally {
    await survey.close()
  }
}

/** What was found of a study, and what it was found in. */
interface Seen {
  measured: Measured[]
  /** Of clips that do not play. */
  unplayable: Finding[]
  times: ClipFetch[]
  /** Has looked at all answers, of which there were so many. */
  search: SecretSearch
  responses: number
  /** That the browser asked for; null without one. */
  addresses: string[] | null
  noBrowser: NoBrowser | null
}

async function look(
  linter: Linter,
  study: CurrentStudy,
  url: string,
  { runs, clips }: Inspected,
  { onProgress, signal }: Work,
): Promise<Seen> {
  const { file, slug } = study
  const survey = { url, slug }
  const trials = runs.reduce((sum, run) => sum + run.trials.length, 0)
  const total = clips.length * (measuring + 1 + fetchesPerClip) + page * trials
  let done = 0
  const step = (size: number, text: string) => {
    done += size
    onProgress({ done, total, text })
  }
  const search = openSecretSearch(await secretsOf(linter.database, study), wordingOf(study))
  const measured: Measured[] = []
  const unplayable: Finding[] = []
  const client = openRawClient(signal)
  try {
    for (const clip of clips) {
      stopIfAsked({ signal })
      const response = await fetchClip(client, survey, clip)
      for (const fetched of fetchedOf(response)) search.look(fetched)
      const result = await measureDelivered(linter, response)
      if ('measured' in result) measured.push(result.measured)
      else unplayable.push(result.finding)
      step(measuring, 'fetching and measuring the clips')
    }
    const times = await timeClips(client, survey, clips, {
      times: fetchesPerClip,
      random: seeded(deriveSeed(file.seed, 'lint', 'times')),
      signal,
      onFetched: () => {
        step(1, 'measuring how long they take')
      },
    })
    const pages = await collectPages(linter.linting, survey, {
      runs,
      languages: languagesOf(file),
      seconds: file.seconds,
      signal,
      onTrial: (text) => {
        step(page, text)
      },
      onFetched: search.look,
    })
    const noBrowser = pages instanceof NoBrowser ? pages : null
    const { responses, addresses } = pages instanceof NoBrowser ? { responses: 0, addresses: null } : pages
    return {
      ...{ measured, unplayable, times, search, addresses, noBrowser },
      responses: 2 * clips.length + responses,
    }
  } catch (error) {
    stopIfAsked({ signal })
    throw error
  } finally {
    client.close()
  }
}

async function collectPages(
  { chromiumPath }: Linting,
  survey: { url: string; slug: string },
  options: Parameters<typeof collect>[2],
): Promise<Collected | NoBrowser> {
  try {
    const browser = await openBrowser(chromiumPath)
    try {
      return await collect(browser, survey, options)
    } finally {
      await browser.close()
    }
  } catch (error) {
    if (error instanceof NoBrowser) return error
    throw error
  }
}

function judge(
  { slug, file }: CurrentStudy,
  { clips }: Inspected,
  { measured, unplayable, times, search, responses, addresses, noBrowser }: Seen,
): LintReport {
  // Each check draws for itself, so that none depends on how often another drew.
  const random = (check: Finding['check']) => seeded(deriveSeed(file.seed, 'lint', check))
  const findings = [
    ...unplayable,
    ...equalFindings(
      measured.map(({ traits }) => ({ ...traits, paths: askedFor(traits, addresses) })),
      random('equal'),
    ),
    ...rangeFindings(measured),
    ...(noBrowser ? [withoutBrowser(noBrowser)] : []),
    ...search.findings(),
    ...responseTimeFindings(times, random('response-time')),
    ...informativeFindings(
      measured.map(({ music }) => music),
      random('informative'),
    ),
  ]
  return lintReport(slug, findings, {
    clips: clips.length,
    sources: file.sources.length,
    responses,
    fetches: times.length,
  })
}

/** Where a browser asked for a clip: all addresses, without their origin, in which a key of it stands. */
const askedFor = ({ keys, paths }: ClipTraits, addresses: string[] | null): readonly string[] =>
  addresses
    ?.filter((address) => keys.some((key) => address.includes(key)))
    .map((address) => address.replace(/^https?:\/\/[^/]*/, '')) ?? paths

const withoutBrowser = ({ message }: NoBrowser): Finding => ({
  check: 'absent',
  rule: 'no-browser',
  blocks: true,
  message: `What respondents' browsers receive could not be collected. ${message}`,
})

const fetchedOf = ({ clip, whole, range }: ClipResponse): Fetched[] =>
  [whole, range].map(({ headers, body }) => ({ url: `/api/clips/${clip.key}`, headers, body }))

/** All words of a study that respondents are meant to read. */
const wordingOf = ({ slug, file }: CurrentStudy): string[] => [
  slug,
  ...(file.ethics === undefined ? [] : [file.ethics]),
  ...languagesOf(file).flatMap((language) => {
    const { wording, debriefing = '', questions, tags } = wordsIn(file, language)
    const { ends, ...texts } = wording
    return [
      ...Object.values(texts),
      ...Object.values(ends),
      debriefing,
      ...questions.flatMap(({ id, text, options = [] }) => [id, text, ...options.flatMap(labelled)]),
      ...tags.flatMap(labelled),
    ]
  }),
]
const labelled = ({ value, label }: ChoiceLabel): string[] => [value, label]
