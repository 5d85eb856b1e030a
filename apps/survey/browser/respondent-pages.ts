/** What the tests of a respondent's pages share: a browser that reports what it should not do, and the ways through a run. */
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import type { RunningEarshot } from './earshot.ts'

const pictures = process.env.EARSHOT_PICTURES ?? join(tmpdir(), 'earshot-pictures')
export const phone = { width: 390, height: 664 }
export const desktop = { width: 1280, height: 900 }

export interface Visit {
  context: BrowserContext
  page: Page
  /** Errors of the page, and requests to anywhere but the survey. */
  problems: string[]
}

/** A respondent's browser, which must fetch from nowhere but the survey and report no error. */
export async function arriveAt(
  { url }: Pick<RunningEarshot, 'url'>,
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  // The new headless Chromium needs no gesture flag: every clip is started by a press, as people do.
  const context = await browser.newContext({ viewport: phone, reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('blob:'))
      problems.push(`asked ${request.url()}`)
  })
  return { context, page, problems }
}

export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}

/** Agrees and begins, in whatever language. */
export async function agree(page: Page): Promise<void> {
  await page.locator('form.consent input[type=checkbox]').check()
  await page.locator('form.consent button[type=submit]').click()
}

/** Sets the volume by the sound of the page, in whatever language. */
export async function setSound(page: Page): Promise<void> {
  await page.locator('main.sound .sample').click()
  await page.locator('main.sound p[role=status]:not(:empty)').waitFor()
  // As long as it takes to hear it; a machine with other work hears it later.
  const button = page.locator('main.sound .sample svg')
  do {
    await page.waitForTimeout(2500)
    await page.locator('main.sound .btn.primary').click()
    await page.waitForTimeout(200)
  } while (await button.isVisible())
}

/** Really hears the clip until it can be answered, in whatever language. */
export async function listen(page: Page): Promise<void> {
  await page.locator('button.play:not([aria-busy=true])').click()
  await page.locator('fieldset.scale:not(:disabled)').waitFor({ timeout: 60_000 })
}

/** Presses the cell of an answer; its radio lies invisibly over it. */
export const choose = (page: Page, value: number) =>
  page.locator(`input[name=rating][value="${String(value)}"]`).check({ force: true })

export const goOn = (page: Page) => page.locator('.next .btn.primary').click()

/** Builds pools of clips that are short enough to hear in a test: short-human, short-autoencoder and short-lstm. */
export async function buildShortPools({ command }: Pick<RunningEarshot, 'command'>): Promise<void> {
  const pool = (from: string, name: string, clips: string, ...options: string[]) =>
    command(
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
      ...options,
    )
  await pool('starter', 'short-human', '4', '--skip-bars', '8', '--seen', 'allowed')
  await pool('autoencoder-10', 'short-autoencoder', '3')
  await pool('lstm-128', 'short-lstm', '3', '--temperature', '1')
}
