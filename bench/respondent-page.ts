/**
 * page: what a respondent waits for on a slow phone (1.6 Mbit/s, 150 ms, a processor four times as slow, by Chromium's emulation), beside
 * an audio page of jsPsych with the same clip; and the memory of a hundred trials.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { openBrowser } from '@earshot/leaks/browser'
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { startEarshot, type RunningEarshot } from '../apps/survey/browser/earshot.ts'
import { chromiumPath } from './env.ts'
import { median, note, type Measured } from './figure.ts'

const rounds = 5
/** So long respondents read before the first clip, at least. */
const readingMs = 8000

/** Remembers the largest paint, when a press came, and when sound began. */
const observe = `
  window.seen = { paint: 0, pressed: 0, sounded: 0 }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.seen.paint = entry.startTime
  }).observe({ type: 'largest-contentful-paint', buffered: true })
  addEventListener('click', () => { window.seen.pressed = performance.now(); window.seen.sounded = 0 }, true)
  const heard = () => { if (!window.seen.sounded) window.seen.sounded = performance.now() }
  const GivenAudio = window.Audio
  window.Audio = function (...given) {
    const element = new GivenAudio(...given)
    element.addEventListener('playing', heard)
    return element
  }
  const start = AudioBufferSourceNode.prototype.start
  AudioBufferSourceNode.prototype.start = function (...given) { heard(); return start.apply(this, given) }`

interface Seen {
  paint: number
  pressed: number
  sounded: number
}
const seen = (page: Page): Promise<Seen> => page.evaluate('window.seen')
const sounds = (page: Page) => page.waitForFunction('window.seen.sounded > 0', null, { timeout: 60_000 })

interface Slow {
  context: BrowserContext
  page: Page
  /** Bytes of scripts so far, as they came. */
  scripts: () => number
}

/** A page of an empty browser on a slow phone. */
async function slowly(browser: Browser): Promise<Slow> {
  const context = await browser.newContext({ viewport: { width: 390, height: 664 }, locale: 'en' })
  const page = await context.newPage()
  await page.addInitScript(observe)
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: 1.6e6 / 8,
    uploadThroughput: 0.75e6 / 8,
  })
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  return { context, page, scripts: scriptBytes(session) }
}

function scriptBytes(session: CDPSession): () => number {
  const scripts = new Set<string>()
  let bytes = 0
  session.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength
  })
  return () => bytes
}

interface Waits {
  /** Milliseconds. */
  paint: number
  sound: number
  cold: number
  /** kB */
  scripts: number
}

/** Welcome, the page of the sound, and the first clip; then the same trial in an empty browser. */
async function takeEarshot(browser: Browser, { url }: RunningEarshot): Promise<Waits> {
  const { context, page, scripts } = await slowly(browser)
  await page.goto(`${url}/s/demo`)
  await page.locator('form.consent button').waitFor()
  await page.waitForTimeout(1500)
  const { paint } = await seen(page)
  await page.locator('form.consent input[type=checkbox]').check()
  await page.locator('form.consent button[type=submit]').click()
  await page.locator('main.sound .sample').click()
  await page.waitForTimeout(readingMs)
  await page.locator('main.sound .btn.primary').click()
  const play = page.locator('button.play:not([aria-busy=true])')
  await play.waitFor({ timeout: 60_000 })
  await play.click()
  await sounds(page)
  const first = await seen(page)
  const cookies = await context.cookies()
  const sent = scripts() / 1000
  await context.close()

  const again = await slowly(browser)
  await again.context.addCookies(cookies)
  const begun = performance.now()
  await again.page.goto(`${url}/s/demo`, { waitUntil: 'commit' })
  await again.page.locator('button.play:not([aria-busy=true])').click({ timeout: 60_000 })
  await sounds(again.page)
  const cold = performance.now() - begun
  await again.context.close()
  return { paint, sound: first.sounded - first.pressed, cold, scripts: sent }
}

/** As its documentation has it: the clip is preloaded, then a button, then the trial, which plays by itself. */
async function takeJsPsych(browser: Browser, url: string): Promise<Waits> {
  const { context, page, scripts } = await slowly(browser)
  await page.goto(url)
  const button = page.locator('button.jspsych-btn')
  await button.waitFor({ timeout: 60_000 })
  await page.waitForTimeout(1500)
  const { paint } = await seen(page)
  await page.waitForTimeout(readingMs)
  await button.click()
  await sounds(page)
  const { pressed, sounded } = await seen(page)
  const sent = scripts() / 1000
  await context.close()
  // After a reload it begins from the beginning.
  const again = await slowly(browser)
  const reloaded = performance.now()
  await again.page.goto(url, { waitUntil: 'commit' })
  await again.page.locator('button.jspsych-btn').click({ timeout: 60_000 })
  await sounds(again.page)
  const reload = performance.now() - reloaded
  await again.context.close()
  return { paint, sound: sounded - pressed, cold: reload, scripts: sent }
}

const require = createRequire(import.meta.url)
/** A file of a package's browser build. */
const built = (name: string, file: string) => readFile(join(dirname(require.resolve(name)), file))
const versionOf = async (name: string): Promise<string> =>
  (JSON.parse((await built(name, '../package.json')).toString()) as { version: string }).version

const jsPsychPage = `<!doctype html><html><head><meta charset="utf-8"><title>A listening test</title>
<script src="jspsych.js"></script><script src="button.js"></script><script src="audio.js"></script><script src="preload.js"></script>
<link rel="stylesheet" href="jspsych.css"></head><body></body><script>
const jsPsych = initJsPsych()
jsPsych.run([
  { type: jsPsychPreload, audio: ['clip.mp3'] },
  { type: jsPsychHtmlButtonResponse, stimulus: 'You will hear short piano clips.', choices: ['Begin'] },
  { type: jsPsychAudioButtonResponse, stimulus: 'clip.mp3', choices: ['1', '2', '3', '4', '5'], prompt: 'Human or computer?' },
])
</script></html>`

/** A server of the jsPsych page, compressed as the survey's is. */
async function serveJsPsych(clip: Buffer): Promise<{ url: string; server: Server }> {
  const files = new Map<string, [string, Buffer]>([
    ['/', ['text/html; charset=utf-8', Buffer.from(jsPsychPage)]],
    ['/jspsych.js', ['text/javascript', await built('jspsych', 'index.browser.min.js')]],
    ['/jspsych.css', ['text/css', await built('jspsych', '../css/jspsych.css')]],
    [
      '/button.js',
      ['text/javascript', await built('@jspsych/plugin-html-button-response', 'index.browser.min.js')],
    ],
    [
      '/audio.js',
      ['text/javascript', await built('@jspsych/plugin-audio-button-response', 'index.browser.min.js')],
    ],
    ['/preload.js', ['text/javascript', await built('@jspsych/plugin-preload', 'index.browser.min.js')]],
    ['/clip.mp3', ['audio/mpeg', clip]],
  ])
  const server = createServer((request, response) => {
    const [type, body] = files.get(request.url ?? '/') ?? ['text/plain', Buffer.from('')]
    const packed = type.startsWith('text/')
    response.writeHead(200, { 'content-type': type, ...(packed ? { 'content-encoding': 'gzip' } : {}) })
    response.end(packed ? gzipSync(body) : body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`, server }
}

/** The first clip of a run of the demonstration, as the survey sends it. */
async function aClip(browser: Browser, { url }: RunningEarshot): Promise<Buffer> {
  const context = await browser.newContext({ locale: 'en' })
  const page = await context.newPage()
  await page.goto(`${url}/s/demo`)
  await page.locator('form.consent input[type=checkbox]').check()
  const [response] = await Promise.all([
    page.waitForResponse((one) => one.url().includes('/api/clips/') && one.ok()),
    page.locator('form.consent button[type=submit]').click(),
  ])
  const clip = await response.body()
  await context.close()
  return clip
}

export async function waitForPages(): Promise<Measured[]> {
  const [earshot, browser] = await Promise.all([startEarshot(), openBrowser(chromiumPath())])
  const clip = await aClip(browser, earshot)
  const peer = await serveJsPsych(clip)
  try {
    const own: Waits[] = []
    const others: Waits[] = []
    for (let round = 0; round < rounds; round++) {
      own.push(await takeEarshot(browser, earshot))
      others.push(await takeJsPsych(browser, peer.url))
      note(`round ${String(round + 1)}: ${JSON.stringify([own.at(-1), others.at(-1)])}`)
    }
    const name = `jsPsych ${await versionOf('jspsych')}, audio-button-response, the same clip of ${String(Math.round(clip.length / 1000))} kB`
    const figure = (part: string, what: string, unit: string, goal: string, of: (waits: Waits) => number) => {
      const value = median(own.map(of))
      const limit = Number.parseFloat(goal.replace(/[^\d.]/g, ''))
      return {
        part,
        name: what,
        value,
        unit,
        peer: name,
        peerValue: median(others.map(of)),
        goal,
        holds: value <= limit,
      }
    }
    return [
      figure(' scripts', 'scripts up to the first trial, as sent', 'kB', '<= 130 kB', (one) => one.scripts),
      figure(' paint', 'largest contentful paint of the first page', 'ms', '< 2000 ms', (one) => one.paint),
      figure(' sound', 'from the press to sound at the first clip', 'ms', '< 300 ms', (one) => one.sound),
      figure(
        ' cold',
        'from the address of a trial to sound, in an empty browser',
        'ms',
        '< 6000 ms',
        (one) => one.cold,
      ),
      await memoryOfTrials(browser, earshot),
    ]
  } finally {
    peer.server.close()
    await browser.close()
    await earshot.stop()
  }
}

/** The heap after a hundred trials against that after ten, each collected first. */
async function memoryOfTrials(browser: Browser, earshot: RunningEarshot): Promise<Measured> {
  const slug = 'hundred'
  const words = {
    title: 'A',
    introduction: 'B',
    question: 'C',
    ends: { low: 'D', high: 'E' },
    contact: 'F',
    consent: 'G',
  }
  const pool = (from: string, name: string, clips: string, ...more: string[]) =>
    earshot.command(
      'pool',
      'build',
      from,
      '--name',
      name,
      '--clips',
      clips,
      '--seed',
      '1',
      '--seconds',
      '5',
      ...more,
    )
  await pool('starter', 'few-human', '4', '--skip-bars', '8', '--seen', 'allowed')
  await pool('lstm-128', 'many-lstm', '97', '--temperature', '1')
  const sources = [
    { source: 'few-human', label: 'Human', clips: 4 },
    { source: 'many-lstm', label: 'LSTM', clips: 97 },
  ]
  const file = join(earshot.home, `${slug}.json`)
  const study = {
    slug,
    ...words,
    sources,
    sound: { level: false },
    hear: 0,
    breakAfter: 0,
    seed: 1,
    looks: 'open',
    seconds: 5,
  }
  await writeFile(file, JSON.stringify(study))
  await earshot.command('study', 'create', file)
  await earshot.command('study', 'waive', slug, '--by', 'A bench', '--reason', 'Its clips are no matter.')
  await earshot.command('study', 'open', slug)
  const context = await browser.newContext({ locale: 'en' })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  const heap = async () => {
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    return usedSize / 1e6
  }
  await page.goto(`${earshot.url}/s/${slug}`)
  await page.locator('form.consent input[type=checkbox]').check()
  await page.locator('form.consent button[type=submit]').click()
  let early = NaN
  for (let trial = 1; trial <= 100; trial++) {
    await page.locator('.count', { hasText: `Clip ${String(trial)} of 101` }).waitFor()
    await page.locator('button.play:not([aria-busy=true])').click()
    await page.locator('input[name=rating][value="3"]').check({ force: true })
    await page.locator('.next .btn.primary').click()
    if (trial === 10) early = await heap()
  }
  await page.locator('.count', { hasText: 'Clip 101 of 101' }).waitFor()
  const late = await heap()
  await context.close()
  return {
    part: ' memory',
    name: 'heap of the page after 100 trials, collected',
    value: late,
    unit: 'MB',
    peer: 'the same after 10',
    peerValue: early,
    goal: '<= 1.2 times',
    holds: late <= 1.2 * early,
  }
}
