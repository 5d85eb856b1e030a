import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { startEarshot, type RunningEarshot } from './earshot.ts'
import { noFindings, noSidewaysScroll } from './page-checks.ts'
import {
  arriveAt,
  buildShortPools,
  choose,
  desktop,
  goOn,
  listen,
  phone,
  picture,
  setSound,
} from './respondent-pages.ts'

let earshot: RunningEarshot
let browser: Browser
/** A study like the demonstration, whose clips are short enough to hear all ten of them in a test. */
const shortStudy = `
slug: short
title: Human or computer?
introduction: You will hear ten short piano clips.
question: How sure are you that this was made by a human or a computer?
ends: { low: Surely a human, high: Surely a computer }
contact: Nobody; this is a test.
consent: I agree to take part.
sources:
  - { source: short-human, label: Human, clips: 4 }
  - { source: short-autoencoder, label: Autoencoder, clips: 3 }
  - { source: short-lstm, label: LSTM, clips: 3 }
seed: 1
looks: open
seconds: 5
questions:
  - { id: recognised, text: Did you recognise any of the pieces?, type: choice, options: ['No', Perhaps, 'Yes'] }
  - { id: reasons, text: What made you decide?, type: text }
`

/** A study of one clip, to which a recruiting site sends people. */
const paidStudy = `
slug: paid
title: Human or computer?
introduction: You will hear a short piano clip.
question: How sure are you that this was made by a human or a computer?
ends: { low: Surely a human, high: Surely a computer }
contact: Nobody; this is a test.
consent: I agree to take part.
sources:
  - { source: short-human, label: Human, clips: 1 }
seed: 1
looks: open
seconds: 5
recruitment: { parameters: [PROLIFIC_PID], returnTo: 'https://recruiter.test/done?cc={code}' }
`

async function makeShortStudy(): Promise<void> {
  await buildShortPools(earshot)
  for (const [slug, text] of Object.entries({ short: shortStudy, paid: paidStudy })) {
    const file = join(earshot.home, `${slug}.yaml`)
    await writeFile(file, text)
    await earshot.command('study', 'create', file)
    const reason = 'Its clips are no matter here.'
    await earshot.command('study', 'waive', slug, '--by', 'A test', '--reason', reason)
    await earshot.command('study', 'open', slug)
  }
}

beforeAll(async () => {
  ;[earshot, browser] = await Promise.all([startEarshot(), openBrowser()])
  await makeShortStudy()
})
afterAll(async () => {
  await browser.close()
  await earshot.stop()
})

const arrive = (viewport = phone) => arriveAt(earshot, browser, { viewport })

async function begin(page: Page, slug = 'demo'): Promise<void> {
  await page.goto(`${earshot.url}/s/${slug}`)
  await page.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Begin' }).click()
  await setSound(page)
  await page.locator('.count', { hasText: 'Clip 1 of 10' }).waitFor()
}

test('the results of the 2021 study hold the paper at both widths', async () => {
  for (const [name, viewport] of [
    ['390', { width: 390, height: 844 }],
    ['1280', { width: 1280, height: 1200 }],
  ] as const) {
    const { context, page, problems } = await arrive(viewport)
    await page.goto(`${earshot.url}/studies/paper-2021/results`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    for (const digits of ['70.37', '68.00', '64.81', '56.86', '16.36', '4.45', '27.59']) {
      expect(await page.getByText(digits, { exact: true }).count(), digits).toBeGreaterThan(0)
    }
    await noFindings(page)
    await noSidewaysScroll(page)
    await picture(page, `results-${name}`)
    expect(problems).toEqual([])
    await context.close()
  }
})

test('the landing page leads to the listening test', async () => {
  const { context, page, problems } = await arrive(desktop)
  await page.goto(earshot.url)
  await noFindings(page)
  await picture(page, 'landing-1280')
  await page.getByRole('link', { name: 'Take the listening test' }).click()
  await page.getByRole('button', { name: 'Begin' }).waitFor()
  expect(problems).toEqual([])
  await context.close()
})

test('a researcher comes in by the link, and nobody else', async () => {
  const { context, page } = await arrive(desktop)
  expect((await page.goto(`${earshot.url}/studies`))?.status()).toBe(404)
  expect((await page.goto(`${earshot.url}/enter/a-wrong-secret-of-some-length`))?.status()).toBe(404)
  await page.goto(earshot.researcherLink)
  await page.getByRole('heading', { level: 1 }).waitFor()
  expect(page.url()).toBe(`${earshot.url}/studies`)
  await noFindings(page)
  await page.goto(`${earshot.url}/studies/demo/results`)
  await noFindings(page)
  await context.close()
})

describe('a respondent', () => {
  test(
    'takes the whole test on a phone, really hearing each clip, and gets a code',
    { timeout: 900_000 },
    async () => {
      const { context, page, problems } = await arrive()
      await page.goto(`${earshot.url}/s/demo`)
      await noFindings(page)
      await noSidewaysScroll(page)
      await picture(page, 'welcome-390')
      await page.getByRole('button', { name: 'Begin' }).click()
      await page.getByText('Tick the box to take part.', { exact: false }).waitFor()
      await begin(page, 'short')
      for (let clip = 1; clip <= 10; clip++) {
        expect(await page.title()).toBe(`Clip ${String(clip)} of 10`)
        if (clip === 1) await answerTooEarly(page)
        await listen(page)
        await choose(page, (clip % 5) + 1)
        if (clip === 2) {
          await picture(page, 'trial-390')
          await noFindings(page)
          await noSidewaysScroll(page)
        }
        if (clip === 3) {
          await page.reload()
          await page.getByText('Welcome back. You stopped at clip 3.').waitFor()
          await listen(page)
          await choose(page, 4)
        }
        const stored = page.waitForResponse((response) => response.url().endsWith('/answers'))
        await page.getByRole('button', { name: clip === 10 ? 'Finish the clips' : 'Next clip' }).click()
        expect((await stored).status()).toBe(200)
        if (clip === 5) await rest(page)
        if (clip < 10) await page.locator('.count', { hasText: `Clip ${String(clip + 1)} of 10` }).waitFor()
      }
      await page.getByRole('heading', { name: 'A few questions' }).waitFor()
      await picture(page, 'questions-390')
      await noFindings(page)
      await page.getByLabel('Perhaps').check()
      await page.getByLabel('What made you decide?').fill('rhythm & touch = "+"')
      await page.getByRole('button', { name: 'Send and finish' }).click()
      const code = await page.locator('.code-text').textContent()
      expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/)
      await picture(page, 'thanks-390')
      await noFindings(page)
      await page.reload()
      expect(await page.locator('.code-text').textContent()).toBe(code)
      expect(problems).toEqual([])
      await context.close()

      const results = (await earshot.command('study', 'results', 'short')) as {
        sources: { ratings: number[] }[]
      }
      const counts = results.sources
        .map(({ ratings }) => ratings)
        .reduce((a, b) => a.map((n, i) => n + (b[i] ?? 0)))
      expect(counts.reduce((a, b) => a + b)).toBe(10)
    },
  )

  async function rest(page: Page) {
    await page.getByRole('heading', { name: 'Time for a rest.' }).waitFor()
    await page.getByText('5 clips done, 5 to go: about 2 minutes.').waitFor()
    await picture(page, 'rest-390')
    await noFindings(page)
    await page.getByRole('button', { name: 'Go on' }).click()
  }

  async function answerTooEarly(page: Page) {
    await page.getByRole('button', { name: 'Next clip' }).click()
    await page.getByText('Hear the whole clip first.').waitFor()
    expect(await page.getByRole('radio').first().isDisabled()).toBe(true)
    await picture(page, 'trial-first-390')
  }

  test('cannot learn the source from anything that the browser receives', async () => {
    const { context, page } = await arrive(desktop)
    const received: string[] = []
    const clipHeaders: string[] = []
    page.on('response', (response) => {
      void (async () => {
        const headers = await response.allHeaders()
        received.push(response.url(), JSON.stringify(headers))
        if (response.url().includes('/api/clips/')) {
          clipHeaders.push(JSON.stringify({ ...headers, date: '' }))
        } else {
          received.push(await response.text().catch(() => ''))
        }
      })()
    })
    await begin(page)
    await page.getByText('Press play.').waitFor()
    await page.waitForTimeout(3000)
    await picture(page, 'trial-1280')
    received.push(await page.content())
    const all = received.join('\n').toLowerCase()
    for (const word of ['autoencoder', 'lstm', 'starter', 'joplin', 'provenance', 'sourceid']) {
      expect(all.includes(word), `"${word}" reaches the browser`).toBe(false)
    }
    // The validator stays on the server: a phone need not fetch it.
    expect(all.includes('zoderror')).toBe(false)
    expect(clipHeaders.length).toBeGreaterThanOrEqual(2)
    expect(new Set(clipHeaders).size).toBe(1)
    await context.close()
  })

  const ratings = async () => {
    const { sources } = (await earshot.command('study', 'results', 'short')) as { sources: { n: number }[] }
    return sources.reduce((sum, { n }) => sum + n, 0)
  }
  const onClip = (page: Page, clip: number) =>
    page.locator('.count', { hasText: `Clip ${String(clip)} of 10` }).waitFor()

  test(
    'goes on without a connection, and nothing is lost when it is back, nor when the page was closed',
    { timeout: 300_000 },
    async () => {
      const { context, page } = await arrive()
      const before = await ratings()
      const second = page.waitForResponse(
        (response) => response.url().includes('/api/clips/') && response.ok(),
      )
      await begin(page, 'short')
      await second
      await listen(page)
      await page.waitForLoadState('networkidle')
      await context.setOffline(true)
      await choose(page, 2)
      await goOn(page)
      await onClip(page, 2)
      await page.getByText('No connection.').waitFor()
      await noFindings(page)
      await picture(page, 'trial-offline-390')
      await listen(page)
      await choose(page, 3)
      await goOn(page)
      await page.getByRole('heading', { name: 'Waiting for the connection.' }).waitFor()
      await page.getByText('2 answers are kept on this device').waitFor()
      await noFindings(page)
      await picture(page, 'waiting-390')
      expect(await ratings()).toBe(before)
      await context.setOffline(false)
      await onClip(page, 3)
      expect(await ratings()).toBe(before + 2)

      await listen(page)
      await choose(page, 4)
      await context.setOffline(true)
      await goOn(page)
      await onClip(page, 4)
      await page.close()
      await context.setOffline(false)
      const later = await context.newPage()
      await later.goto(`${earshot.url}/s/short`)
      await onClip(later, 4)
      await expect.poll(ratings).toBe(before + 3)
      await context.close()
    },
  )

  test(
    'who is sent by a recruiting site goes back with a code, and may delete what was given',
    { timeout: 120_000 },
    async () => {
      const { context, page, problems } = await arrive()
      const press = async () => {
        await page.getByRole('checkbox').check()
        await page.getByRole('button', { name: 'Begin' }).click()
      }
      await page.goto(`${earshot.url}/s/paid`)
      await press()
      await page.getByText('This link is not complete.', { exact: false }).waitFor()
      // Chromium reports the refusal.
      problems.length = 0
      await page.goto(`${earshot.url}/s/paid?PROLIFIC_PID=ada-17&utm=x`)
      await press()
      await setSound(page)
      await listen(page)
      await choose(page, 1)
      await page.getByRole('button', { name: 'Finish the clips' }).click()
      const code = (await page.locator('.code-text').textContent()) ?? ''
      const back = page.getByRole('link', { name: 'Go back to the site that sent you' })
      expect(await back.getAttribute('href')).toBe(`https://recruiter.test/done?cc=${code}`)
      expect(await earshot.command('study', 'recruits', 'paid')).toMatchObject({
        recruits: [{ person: 'ada-17', code }],
      })
      await noFindings(page)
      await picture(page, 'thanks-paid-390')
      await page.getByRole('button', { name: 'Delete my answers' }).click()
      await noFindings(page)
      await picture(page, 'delete-390')
      await page.getByRole('button', { name: 'Delete', exact: true }).click()
      await page.getByRole('heading', { name: 'Your answers are deleted.' }).waitFor()
      await page.getByText(code, { exact: false }).waitFor()
      await noFindings(page)
      await page.reload()
      await page.getByRole('heading', { name: 'Your answers are deleted.' }).waitFor()
      const { sources } = (await earshot.command('study', 'results', 'paid')) as { sources: { n: number }[] }
      expect(sources).toMatchObject([{ n: 0 }])
      expect(problems).toEqual([])
      await context.close()
    },
  )

  test(
    'who opens a second tab is told in the first, and the last one goes on',
    { timeout: 120_000 },
    async () => {
      const { context, page } = await arrive()
      await begin(page, 'short')
      // As a tab that was put to sleep in the middle of sending.
      await page.evaluate(() => {
        void navigator.locks.request('earshot outbox short', () => new Promise(() => undefined))
      })
      const other = await context.newPage()
      await other.goto(`${earshot.url}/s/short`)
      await listen(other)
      await choose(other, 5)
      await goOn(other)
      await onClip(other, 2)
      await page.getByText('This test goes on in another tab.').waitFor()
      await noFindings(page)
      await page.getByRole('button', { name: 'Go on here' }).click()
      await onClip(page, 2)
      await context.close()
    },
  )

  test('goes on to the clip in a page that was made while the sound was being set', async () => {
    const { context, page } = await arrive()
    const answered = page.waitForResponse('**/sound')
    let made: () => void = () => undefined
    const madeMeanwhile = new Promise<void>((resolve) => (made = resolve))
    await page.route('**/sound', async (route) => {
      await madeMeanwhile
      await route.continue()
    })
    await begin(page, 'short')
    const other = await context.newPage()
    await other.route('**/_next/static/**', async (route) => {
      await answered
      await route.continue()
    })
    await other.goto(`${earshot.url}/s/short`, { waitUntil: 'commit' })
    await other.locator('main.sound').waitFor()
    made()
    await onClip(other, 1)
    await context.close()
  })

  test('loses no answer when the survey is killed between two ratings', { timeout: 300_000 }, async () => {
    const { context, page } = await arrive()
    await begin(page, 'short')
    await listen(page)
    await choose(page, 2)
    await page.getByRole('button', { name: 'Next clip' }).click()
    await page.locator('.count', { hasText: 'Clip 2 of 10' }).waitFor()
    const cookies = await context.cookies()
    expect(cookies.find(({ name }) => name === 'earshot_run_short')).toMatchObject({
      httpOnly: true,
      sameSite: 'Lax',
    })
    const before = (await earshot.command('study', 'results', 'short')) as { sources: { n: number }[] }
    const count = before.sources.reduce((sum, { n }) => sum + n, 0)
    for (const pid of await earshot.surveyProcesses()) process.kill(pid, 'SIGKILL')
    const after = (await earshot.command('study', 'results', 'short')) as { sources: { n: number }[] }
    expect(after.sources.reduce((sum, { n }) => sum + n, 0)).toBe(count)
    await context.close()
  })
})
