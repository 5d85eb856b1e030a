/** The leak linter: whether anything that a respondent can fetch gives away of which source a clip is. */
import { stopIfAsked, type Work } from '@earshot/jobs/work'
import { deriveSeed, seeded } from '@earshot/random/random'
import { clipSet } from '@earshot/study/clip-set'
import { getStudy, type CurrentStudy } from '@earshot/study/studies'
import { NoBrowser, openBrowser } from './browser.ts'
import { fetchClips, timeClips, type ClipResponse } from './clip-responses.ts'
import { collect, type Collected } from './collect.ts'
import { measureDelivered, rangeFindings, type Measured, type Rendering } from './delivered.ts'
import { equalFindings } from './equal.ts'
import { openRawClient } from './fetch-raw.ts'
import { lintReport, type Finding, type LintReport } from './finding.ts'
import { secretFindings } from './needles.ts'
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

/** How long it takes to measure a clip, and to load a trial's page: in fetches of a clip. */
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
      return judge(linter, study, inspected, seen)
    })
    stopIfAsked(work)
    await storeReport(database, checked, report, work.now())
    return report
  } finally {
    await survey.close()
  }
}

/** All that was collected of a study; no pages where there is no browser. */
interface Seen {
  clips: ClipResponse[]
  measured: Measured
  times: ClipFetch[]
  pages: Collected | NoBrowser
}

async function look(
  linter: Linter,
  { file, slug }: CurrentStudy,
  url: string,
  { runs, clips }: Inspected,
  { onProgress, signal }: Work,
): Promise<Seen> {
  const survey = { url, slug }
  const trials = runs.reduce((sum, run) => sum + run.trials.length, 0)
  const total = clips.length * (fetchesPerClip + 2 + measuring) + page * trials
  let done = 0
  const step = (size: number, text: string) => {
    done += size
    onProgress({ done, total, text })
  }
  const random = seeded(deriveSeed(file.seed, 'lint', 'times'))
  const client = openRawClient(signal)
  try {
    const responses = await fetchClips(client, survey, clips, {
      signal,
      onFetched: () => {
        step(1, 'fetching the clips')
      },
    })
    const times = await timeClips(client, survey, clips, {
      times: fetchesPerClip,
      random,
      signal,
      onFetched: () => {
        step(1, 'measuring how long they take')
      },
    })
    const measured = await measureDelivered(linter, responses, {
      signal,
      onMeasured: () => {
        step(measuring, 'measuring the clips')
      },
    })
    const pages = await collectPages(linter.linting, survey, {
      runs,
      seconds: file.seconds,
      signal,
      onTrial: (text) => {
        step(page, text)
      },
    })
    return { clips: responses, measured, times, pages }
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

async function judge(
  { database }: Linter,
  study: CurrentStudy,
  { clips }: Inspected,
  { clips: responses, measured, times, pages }: Seen,
): Promise<LintReport> {
  const random = seeded(deriveSeed(study.file.seed, 'lint', 'permutations'))
  const findings = [
    ...measured.findings,
    ...equalFindings(measured.traits, random),
    ...rangeFindings(responses, measured.traits),
    ...(pages instanceof NoBrowser ? [withoutBrowser(pages)] : []),
    ...secretFindings(
      [...responses.flatMap(fetchedOf), ...(pages instanceof NoBrowser ? [] : pages.fetched)],
      await secretsOf(database, study),
      wordingOf(study),
    ),
    ...responseTimeFindings(times, random),
    ...informativeFindings(measured.music, random),
  ]
  return lintReport(study.slug, findings, {
    clips: clips.length,
    sources: study.file.sources.length,
    responses: 2 * responses.length + (pages instanceof NoBrowser ? 0 : pages.responses),
    fetches: times.length,
  })
}

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
  file.title,
  file.introduction,
  file.question,
  file.ends.low,
  file.ends.high,
  file.contact,
  file.consent,
  ...file.questions.flatMap(({ id, text, options = [] }) => [id, text, ...options]),
]
