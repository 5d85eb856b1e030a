import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { startEarshot, type RunningEarshot } from './earshot.ts'
import { noFindings, noSidewaysScroll } from './page-checks.ts'

let earshot: RunningEarshot
let browser: Browser
let context: BrowserContext
let page: Page
let problems: string[] = []
const pictures = process.env.EARSHOT_PICTURES ?? join(tmpdir(), 'earshot-pictures')

beforeAll(async () => {
  await mkdir(pictures, { recursive: true })
  ;[earshot, browser] = await Promise.all([startEarshot(), openBrowser()])
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} ${message.location().url}`)
  })
})
afterAll(async () => {
  await browser.close()
  await earshot.stop()
})

const open = (path: string) => page.goto(earshot.url + path)
const roll = () => page.getByRole('slider')
const placeOfPlayhead = () => roll().getAttribute('aria-valuetext')
const rows = () => page.getByRole('region', { name: 'Songs' }).locator('tbody tr')

/** The song page of a starter piece. */
async function openSong(title: string): Promise<void> {
  await open('/data/starter')
  await page.getByRole('region', { name: 'Songs' }).getByRole('link', { name: title }).click()
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
  await page.getByRole('button', { name: 'Zoom in' }).isEnabled()
}

test('a stranger learns nothing of data sets', async () => {
  for (const path of [
    '/data',
    '/data/starter',
    '/data/nothing',
    '/data/starter/originality',
    '/data/compare',
  ])
    expect((await open(path))?.status()).toBe(404)
  expect((await context.request.get(`${earshot.url}/api/data`)).status()).toBe(401)
  problems = []
  await page.goto(earshot.researcherLink)
})

test('from the data sets one comes to a set, its songs and a song', async () => {
  await page.getByRole('link', { name: 'Data sets' }).click()
  await page.getByRole('link', { name: 'starter' }).click()
  await page.getByRole('heading', { level: 1, name: 'starter' }).waitFor()
  expect(await rows().count()).toBe(10)
  await page.getByRole('link', { name: 'solace' }).first().click()
  await page.getByRole('heading', { level: 1, name: 'solace' }).waitFor()
  await page.getByRole('link', { name: 'The Entertainer' }).click()
  await page.getByRole('heading', { level: 1, name: 'The Entertainer' }).waitFor()
  expect(problems).toEqual([])
})

describe('The list of songs', () => {
  test('is filtered by its form and sorted by its heads, and the address holds it all', async () => {
    await open('/data/starter')
    await page.getByLabel('Title, file or identity').fill('rag')
    await page.getByLabel('Bars, from').fill('100')
    await page.getByRole('button', { name: 'Show songs' }).click()
    await page.waitForURL(/search=rag/)
    const found = await rows().count()
    expect(found).toBeGreaterThan(1)
    expect(found).toBeLessThan(10)
    await page.getByRole('link', { name: 'Bars' }).click()
    await page.waitForURL(/sort=bars/)
    await page.locator('th[aria-sort=descending]').waitFor()
    const bars = (await rows().locator('td:nth-child(4)').allTextContents()).map(Number)
    expect(bars).toEqual([...bars].sort((a, b) => b - a))
    await page.reload()
    expect(await rows().count()).toBe(found)
  })

  test('says how to widen it where nothing fits', async () => {
    await open('/data/starter?search=rag&tempoFrom=900')
    await page.getByText('No song fits all of this.').waitFor()
    await noFindings(page)
    await page.getByRole('link', { name: 'without tempo from 900' }).click()
    await rows().first().waitFor()
  })

  test('works without JavaScript', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false })
    await plain.addCookies(await context.cookies())
    const still = await plain.newPage()
    await still.goto(`${earshot.url}/data/starter`)
    await still.getByLabel('Title, file or identity').fill('entertainer')
    await still.getByRole('button', { name: 'Show songs' }).click()
    expect(await still.getByRole('region', { name: 'Songs' }).locator('tbody tr').count()).toBe(1)
    await plain.close()
  })
})

describe('The piano roll', () => {
  test('is read and moved by keys alone', async () => {
    await openSong('maple-leaf-rag')
    await roll().focus()
    expect(await placeOfPlayhead()).toMatch(/^Bar 1 of \d+, beat 1, 0:00 of \d:\d\d$/)
    await page.keyboard.press('ArrowRight')
    expect(await placeOfPlayhead()).toContain('Bar 2 of')
    await page.keyboard.press('Shift+ArrowRight')
    expect(await placeOfPlayhead()).toContain('Bar 2 of')
    expect(await placeOfPlayhead()).toContain('beat 2')
    await page.keyboard.press('PageDown')
    expect(await placeOfPlayhead()).toContain('Bar 10 of')
    await page.keyboard.press('End')
    const last = await roll().getAttribute('aria-valuemax')
    expect(await roll().getAttribute('aria-valuenow')).toBe(last)
    expect(await roll().evaluate((frame) => frame.scrollLeft)).toBeGreaterThan(0)
    await page.keyboard.press('Home')
    await expect.poll(() => roll().evaluate((frame) => frame.scrollLeft)).toBe(0)
    const description = await roll().evaluate(
      (frame) => document.getElementById(frame.getAttribute('aria-describedby') ?? '')?.textContent,
    )
    expect(description).toMatch(/notes in .* bars of 2\/4/)
  })

  test('is zoomed, clicked and dragged', async () => {
    const length = () => roll().evaluate((frame) => frame.scrollWidth)
    const before = await length()
    await page.keyboard.press('+')
    await expect.poll(length).toBeGreaterThan(before)
    await page.getByRole('button', { name: 'Whole piece' }).click()
    await expect.poll(() => roll().evaluate((frame) => frame.scrollWidth - frame.clientWidth)).toBeLessThan(2)
    const box = await roll().boundingBox()
    if (!box) throw new Error('the roll has no place')
    await page.mouse.click(box.x + box.width / 2, box.y + 100)
    const [bar, bars] = await Promise.all(
      ['aria-valuenow', 'aria-valuemax'].map(async (name) => Number(await roll().getAttribute(name))),
    )
    expect(bar / bars).toBeGreaterThan(0.4)
    expect(bar / bars).toBeLessThan(0.6)
    for (let step = 1; step <= 3; step++) await page.getByRole('button', { name: 'Zoom in' }).click()
    const scrolled = () => roll().evaluate((frame) => frame.scrollLeft)
    const start = await scrolled()
    await page.mouse.move(box.x + 600, box.y + 100)
    await page.mouse.down()
    await page.mouse.move(box.x + 400, box.y + 100, { steps: 4 })
    await page.mouse.up()
    expect(await scrolled()).toBeCloseTo(start + 200, -1)
    expect(Number(await roll().getAttribute('aria-valuenow'))).toBe(bar)
  })

  test('draws its notes again in the dark', async () => {
    const brightness = () =>
      page.locator('canvas').evaluate((element) => {
        const context = (element as HTMLCanvasElement).getContext('2d')
        const pixels = Array.from(context?.getImageData(0, 0, 400, 400).data ?? [])
        return pixels.reduce((sum, value) => sum + value, 0) / pixels.length
      })
    const light = await brightness()
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect.poll(brightness).toBeLessThan(light / 1.5)
    await noFindings(page)
    await page.emulateMedia({ colorScheme: 'light' })
  })
})

describe('Sound', () => {
  test('is made and heard, and the playhead goes with it', { timeout: 60_000 }, async () => {
    await openSong('solace')
    await page.keyboard.press(' ')
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await expect.poll(placeOfPlayhead, { timeout: 30_000 }).toMatch(/0:0[2-9]/)
    await roll().focus()
    // Near the end of the first minute of sound, after which the second one is made and goes on.
    for (let step = 1; step <= 4; step++) await page.keyboard.press('PageDown')
    await expect.poll(placeOfPlayhead).toMatch(/Bar 3[3-5] of/)
    await expect.poll(placeOfPlayhead, { timeout: 30_000 }).toMatch(/0:5[89]/)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Play' }).waitFor()
    const stopped = await placeOfPlayhead()
    await page.waitForTimeout(300)
    expect(await placeOfPlayhead()).toBe(stopped)
    expect(problems).toEqual([])
  })

  test('that cannot be made is explained, and the page works on', async () => {
    await page.route('**/audio?*', (route) =>
      route.fulfill({ status: 503, json: { error: 'The generator cannot be reached.' } }),
    )
    await openSong('bethena')
    await page.getByRole('button', { name: 'Play' }).click()
    await page.getByText('The generator cannot be reached.').waitFor()
    await noFindings(page)
    await page.unroute('**/audio?*')
    problems = []
  })
})

describe('Originality', () => {
  test('before any check says how to make one, and claims nothing', async () => {
    await open('/data/starter/originality')
    await page.getByText('No pool was compared with these songs yet.').waitFor()
    await page.getByText('pool check POOL --data starter').waitFor()
    await noFindings(page)
    expect((await open('/data/starter/originality/autoencoder-10'))?.status()).toBe(404)
    problems = []
  })

  test('shows a clip above the bars that it copies', async () => {
    await earshot.command('pool', 'check', 'autoencoder-10')
    await open('/data/starter')
    await page.getByRole('link', { name: 'Who copies these songs?' }).click()
    await page.getByRole('link', { name: 'autoencoder-10' }).click()
    await page
      .getByRole('heading', { level: 2, name: /of autoencoder-10 cop(y|ies) a song of starter/ })
      .waitFor()
    const clips = page.getByRole('region', { name: 'Table 1' }).locator('tbody tr')
    expect(await clips.count()).toBe(2)
    await clips.first().getByRole('link').first().click()
    await page.getByRole('heading', { level: 2, name: /^Clip 00[12] and the song/ }).waitFor()
    const rolls = page.locator('.passage-roll svg')
    await rolls.last().waitFor()
    expect(await rolls.count()).toBe(2)
    const hits = await rolls.locator('.hit').all()
    expect(hits.length).toBeGreaterThan(0)
    for (const hit of hits) expect(await hit.getAttribute('d')).toMatch(/^M/)
    await page.getByRole('link', { name: 'Longest run' }).click()
    await page.waitForURL(/passage=longest/)
    await page
      .getByRole('link', { name: 'Longest run', exact: true })
      .and(page.locator('[aria-current]'))
      .waitFor()
    // The autoencoder's scattered notes share no run with a song, and the page says so.
    await page.getByText('No passage of any song is like this clip.').waitFor()
    expect(await rolls.count()).toBe(0)
    expect(problems).toEqual([])
  })
})

test('two sets are chosen by a form and compared in words, figures and tables', async () => {
  await open('/data')
  await page.getByRole('link', { name: 'Compare two sets' }).click()
  await page.getByLabel('First set').selectOption('starter')
  await page.getByLabel('Second set').selectOption('lstm-128')
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('heading', { level: 2, name: /^In \d+ of \d+ features/ }).waitFor()
  expect(await page.locator('.density svg').count()).toBeGreaterThan(8)
  await open('/data/compare?a=starter&b=starter')
  await page.getByText('one and the same set').waitFor()
  expect(problems).toEqual([])
})

test('every page is sound on a phone and a desk', async () => {
  await openSong('debussy-arabesque-no1')
  const song = new URL(page.url()).pathname
  const pages = {
    data: '/data',
    'data-set': '/data/starter',
    song,
    originality: '/data/starter/originality',
    'originality-pool': '/data/starter/originality/autoencoder-10',
    compare: '/data/compare?a=starter&b=lstm-128',
  }
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 844 })
    for (const [name, path] of Object.entries(pages)) {
      await open(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      if (name === 'compare') await page.locator('.densities').waitFor()
      await noFindings(page)
      await noSidewaysScroll(page)
      await page.screenshot({ path: join(pictures, `${name}-${String(width)}.png`) })
    }
  }
  expect(problems).toEqual([])
})
