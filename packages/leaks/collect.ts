/** All that a respondent can fetch in a run, collected by a browser that takes the study. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Language } from '@earshot/contract/languages'
import { stopIfAsked, type Work } from '@earshot/jobs/work'
import type { InspectionRun } from '@earshot/study/inspection'
import type { Browser, BrowserContext } from 'playwright-core'
import { runCookie, type Survey } from './clip-responses.ts'
import { openCollector, type Collector } from './collector.ts'
import type { Fetched } from './secret.ts'
import {
  agree,
  agreeByRequest,
  answerByRequest,
  finish,
  finishByRequest,
  hearAndAnswer,
  openStudy,
  openIn,
  patienceMs,
  request,
  setSoundByRequest,
  type Respondent,
} from './respondent.ts'

/** Longer clips are not heard to their end: their answer is sent as the page sends it. */
const longestHeard = 60

interface CollectOptions extends Pick<Work, 'signal'> {
  runs: readonly InspectionRun[]
  /** That the study offers, its own first. */
  languages: readonly Language[]
  /** Of each clip. */
  seconds: number
  onTrial: (text: string) => void
  /** Told each answer once, and what pages and storages hold. */
  onFetched: (fetched: Fetched) => void
}

/** What was collected, besides what `onFetched` was told. */
export interface Collected {
  /** How many answers of the survey were read. */
  responses: number
  /** What the pages of the study asked for, each address once. */
  addresses: string[]
}

/**
 * Takes each run of an inspection in a fresh profile of the browser. The first is driven by hand up to its second clip
 * and at its end, and each kind of its pages is seen in every language of the study; in the others each trial is answered by a
 * request and its page loaded anew, so that the pages and data of all clips are seen without hearing them all. Throws StoppedError where the signal says so.
 */
export async function collect(
  browser: Browser,
  survey: Survey,
  { runs, languages, seconds, signal, onTrial, onFetched }: CollectOptions,
): Promise<Collected> {
  const collector = openCollector(onFetched)
  for (const [index, run] of runs.entries()) {
    const name = `run ${String(index + 1)} of ${String(runs.length)}`
    const context = await browser.newContext({ reducedMotion: 'reduce' })
    // Pages that are being waited for are given up at once.
    const stop = () => {
      context.close().catch(() => undefined)
    }
    signal.addEventListener('abort', stop, { once: true })
    try {
      context.setDefaultTimeout(patienceMs)
      collector.attach(context)
      await context.addCookies([{ name: runCookie(survey.slug), value: run.token, url: survey.url }])
      const respondent = { page: await context.newPage(), survey }
      const byHand = index === 0
      const inLanguages = byHand ? languages : []
      await takeRun(respondent, run, collector, {
        ...{ name, seconds, byHand, signal, onTrial },
        languages: inLanguages,
      })
      if (byHand) await probe(respondent, run, collector)
      await collectStorage(context, collector, name)
    } catch (error) {
      stopIfAsked({ signal })
      throw error
    } finally {
      signal.removeEventListener('abort', stop)
      await context.close()
    }
  }
  return { responses: collector.responses(), addresses: collector.addresses() }
}

interface Taking extends Pick<CollectOptions, 'languages' | 'seconds' | 'signal' | 'onTrial'> {
  name: string
  byHand: boolean
}

async function takeRun(
  respondent: Respondent,
  { trials }: InspectionRun,
  collector: Collector,
  { name, languages, seconds, byHand, signal, onTrial }: Taking,
): Promise<void> {
  collector.at(`${name}, welcome`)
  const seen = async (moment: string) => {
    await pageOf(respondent, collector, `${name}, ${moment}`)
    // The first comes last, in which the run goes on.
    for (const language of languages.length > 1 ? languages.toReversed() : []) {
      await openIn(respondent, language)
      await pageOf(respondent, collector, `${name}, ${moment}, ${language}`)
    }
  }
  await openStudy(respondent)
  await seen('welcome')
  const first = trials[0]?.key ?? ''
  if (byHand) await agree(respondent, first)
  else await agreeByRequest(respondent)
  if (byHand) await seen('sound')
  await setSoundByRequest(respondent)
  for (const [index, { key }] of trials.entries()) {
    stopIfAsked({ signal })
    const moment = `${name}, trial ${String(index + 1)}`
    collector.at(moment)
    onTrial(`the pages of ${moment}`)
    await openStudy(respondent, key)
    if (index === 0) await seen('trial 1')
    else await pageOf(respondent, collector, moment)
    if (byHand && index === 0 && seconds <= longestHeard) await hearAndAnswer(respondent, seconds)
    else await answerByRequest(respondent, key)
    await collector.settled()
  }
  collector.at(`${name}, end`)
  await openStudy(respondent)
  await seen('questions')
  if (byHand) await finish(respondent)
  else await finishByRequest(respondent).catch(() => undefined)
  await collector.settled()
  await openStudy(respondent)
  await seen('thanks')
}

/** The page as it stands, after its scripts have run. */
async function pageOf({ page }: Respondent, collector: Collector, moment: string): Promise<void> {
  await collector.settled()
  collector.add(`the page (${moment})`, await page.content())
}

/** What else the address bar and the page's requests can reach: errors, what is for researchers, source maps. */
async function probe(respondent: Respondent, run: InspectionRun, collector: Collector): Promise<void> {
  const { slug } = respondent.survey
  const [key = ''] = run.trials.map((trial) => trial.key)
  const unknown = randomBytes(16).toString('base64url')
  collector.at('an error')
  for (const path of [`/api/clips/${unknown}`, '/api/clips/0', '/s/there-is-no-such-study', '/favicon.ico'])
    await request(respondent, path)
  await request(respondent, `/api/clips/${key}`, { method: 'PUT' })
  await request(respondent, `/api/clips/${key}`, { headers: { range: 'bytes=999999999-' } })
  const answers = `/api/studies/${slug}/answers`
  for (const body of [{}, { id: randomUUID(), key: unknown, value: 3 }, { id: randomUUID(), key, value: 5 }])
    await request(respondent, answers, { method: 'POST', body })
  collector.at('an address for researchers')
  const study = `/api/studies/${slug}`
  for (const path of [
    ...['/api/studies', '/api/data', '/studies', '/data'],
    ...[`${study}/results`, `${study}/ratings.csv`, `/studies/${slug}`, `/studies/${slug}/results`],
  ])
    await request(respondent, path)
  collector.at('a source map')
  for (const address of collector.code()) await request(respondent, `${address}.map`)
  await collector.settled()
}

/** What the browser keeps: cookies, local storage, IndexedDB, session storage, caches. */
async function collectStorage(context: BrowserContext, collector: Collector, name: string): Promise<void> {
  const state = await context.storageState({ indexedDB: true })
  collector.add(`what the browser keeps (${name})`, JSON.stringify(state))
  for (const page of context.pages())
    collector.add(
      `what the page keeps (${name})`,
      await page.evaluate<string>(
        'Promise.resolve(globalThis.caches?.keys()).then((names) => JSON.stringify([{ ...sessionStorage }, names, location.href, document.title]))',
      ),
    )
}
