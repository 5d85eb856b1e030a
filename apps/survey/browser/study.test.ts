import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { startEarshot, type RunningEarshot } from './earshot.ts'
import { noFindings, noSidewaysScroll } from './page-checks.ts'

let earshot: RunningEarshot
let browser: Browser
const pictures = process.env.EARSHOT_PICTURES ?? join(tmpdir(), 'earshot-pictures')
const widths = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 1000 } }

const study = (slug: string, pools: string[]) => `
slug: ${slug}
title: A study to be checked
introduction: You will hear short piano clips.
question: How sure are you that this was made by a human or a computer?
ends: { low: Surely a human, high: Surely a computer }
contact: Nobody; this is a test.
consent: I agree to take part.
sources:
${pools.map((pool, index) => `  - { source: ${pool}, label: Origin ${String(index + 1)}, clips: 1 }`).join('\n')}
seed: 1
looks: open
seconds: 5
`

beforeAll(async () => {
  await mkdir(pictures, { recursive: true })
  ;[earshot, browser] = await Promise.all([startEarshot(), openBrowser()])
  for (const [from, name, seed, ...options] of [
    ['lstm-128', 'checked-chains', '2', '--temperature', '1'],
    [
      'starter',
      'checked-rags',
      '1',
      '--seen',
      'allowed',
      '--encoded-as',
      'lstm-128',
      '--match',
      'checked-chains',
    ],
  ] as const)
    await earshot.command(
      ...['pool', 'build', from, '--name', name, '--clips', '2', '--seed', seed, '--seconds', '5'],
      ...options,
    )
  for (const slug of ['checked', 'waived']) {
    const file = join(earshot.home, `${slug}.yaml`)
    await writeFile(file, study(slug, ['checked-rags', 'checked-chains']))
    await earshot.command('study', 'create', file)
  }
}, 600_000)
afterAll(async () => {
  await browser.close()
  await earshot.stop()
})

async function arrive(slug: string, viewport = widths.desktop): Promise<Page> {
  const page = await (await browser.newContext({ viewport, reducedMotion: 'reduce' })).newPage()
  await page.goto(earshot.researcherLink)
  await page.goto(`${earshot.url}/studies/${slug}`)
  await page.getByRole('heading', { name: 'Leak check' }).waitFor()
  return page
}
const press = async (page: Page, name: string) => {
  await page.getByRole('button', { name, exact: true }).focus()
  await page.keyboard.press('Enter')
}

test('a stranger does not learn that the page is there', async () => {
  const page = await (await browser.newContext()).newPage()
  expect((await page.goto(`${earshot.url}/studies/checked`))?.status()).toBe(404)
  for (const [place, method] of [
    ['lint', 'post'],
    ['waivers', 'post'],
    ['status', 'post'],
    ['lint', 'get'],
  ] as const) {
    const answer = await page.request[method](`${earshot.url}/api/studies/checked/${place}`)
    expect(answer.status()).toBe(401)
  }
})

test('a study is checked with live progress, and opens, without a mouse', { timeout: 900_000 }, async () => {
  const page = await arrive('checked')
  await press(page, 'Open the study')
  await page.getByText('Run the leak check first.', { exact: false }).waitFor()
  await noFindings(page)
  await press(page, 'Run the check')
  await page.getByRole('progressbar').waitFor()
  await page.getByText('the pages of run', { exact: false }).waitFor({ timeout: 600_000 })
  await page.screenshot({ path: join(pictures, 'study-running-1280.png'), fullPage: true })
  await page.getByText('Nothing blocks.', { exact: false }).waitFor({ timeout: 600_000 })
  await noFindings(page)
  await page.screenshot({ path: join(pictures, 'study-checked-1280.png'), fullPage: true })
  await press(page, 'Open the study')
  await page.getByRole('button', { name: 'Close the study' }).waitFor()
  await page.setViewportSize(widths.phone)
  await noSidewaysScroll(page)
  await noFindings(page)
  await page.screenshot({ path: join(pictures, 'study-checked-390.png'), fullPage: true })
})

test('a named person opens a study without a check, and the results say so', async () => {
  const page = await arrive('waived', widths.phone)
  await page.getByText('Open it without a check that passed').click()
  await press(page, 'Waive the check')
  await page.getByText('Give a name and a reason', { exact: false }).waitFor()
  await page.getByLabel('Name').fill('Ada Example')
  await page.getByLabel('Reason').fill('A classroom exercise.')
  await noSidewaysScroll(page)
  await noFindings(page)
  await page.screenshot({ path: join(pictures, 'study-waive-390.png'), fullPage: true })
  await press(page, 'Waive the check')
  await page.getByText('waived by Ada Example', { exact: false }).waitFor()
  await press(page, 'Open the study')
  await page.getByRole('button', { name: 'Close the study' }).waitFor()
  await page.goto(`${earshot.url}/studies/waived/results`)
  await page.getByText('waived by Ada Example', { exact: false }).waitFor()
})

test('the results say how the clips were chosen, at both widths', async () => {
  for (const [name, viewport] of Object.entries(widths)) {
    const page = await arrive('checked', viewport)
    await page.getByRole('link', { name: 'Results' }).click()
    const section = page.locator('#chosen')
    await section.waitFor()
    expect(await section.getByRole('listitem').allTextContents()).toEqual([
      'The music of every source was played with every note at velocity 80, no pedal, 120 quarter notes a minute and notes on the grid of the encoding.',
      'The excerpts of Origin 1 passed through one encoding: that of lstm-128@1.',
      'The same gates were used for every source, declared before any candidate was drawn.',
      'The excerpts of Origin 1 were drawn by a seed and matched to the clips of Origin 2 on tempo, density, range and length.',
      'No model of this study was trained on a song of Origin 1.',
    ])
    const gates = section.getByRole('region', { name: 'Candidates and gates' })
    expect(await gates.getByRole('row').count()).toBe(4)
    const balance = section.getByRole('region', { name: 'Balance of matched excerpts' })
    expect(await balance.getByRole('row', { name: /^Origin 1 (tempo|density|range|length)/ }).count()).toBe(4)
    await noSidewaysScroll(page)
    await noFindings(page)
    await page.screenshot({ path: join(pictures, `results-chosen-${name}.png`), fullPage: true })
  }
})
