import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { startEarshot, type RunningEarshot } from './earshot.ts'
import { noFindings, noSidewaysScroll } from './page-checks.ts'
import {
  agree,
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

/** Three clips with all that a study may ask. */
const study = `
slug: everyone
title: Human or computer?
introduction: You will hear three short piano clips. After each one, tell us how sure you are.
question: How sure are you that this was made by a human or a computer?
ends: { low: Surely a human, high: Surely a computer }
contact: Nobody; this is a test.
consent: I agree to take part.
ethics: Board 2026-17
minimumAge: 18
debriefing: Two of the clips were made by a program.
sources:
  - { source: short-human, label: Human, clips: 1 }
  - { source: short-lstm, label: LSTM, clips: 2 }
asks: { recognised: true, tags: [Rhythm, Touch, Form] }
sound: { check: antiphase }
hear: 2
breakAfter: 1
retentionDays: 365
seed: 1
looks: open
seconds: 5
questions:
  - { id: recognised, text: Did you recognise any of the pieces?, type: choice, options: ['No', Perhaps, 'Yes'] }
  - { id: reasons, text: What made you decide?, type: text }
`

beforeAll(async () => {
  ;[earshot, browser] = await Promise.all([startEarshot(), openBrowser()])
  await buildShortPools(earshot)
  const file = join(earshot.home, 'everyone.yaml')
  await writeFile(file, study)
  await earshot.command('study', 'create', file)
  await earshot.command(
    'study',
    'waive',
    'everyone',
    '--by',
    'A test',
    '--reason',
    'Its clips are no matter.',
  )
  await earshot.command('study', 'open', 'everyone')
})
afterAll(async () => {
  await browser.close()
  await earshot.stop()
})

const arrive = (options: Parameters<typeof arriveAt>[2] = {}) =>
  arriveAt(earshot, browser, { locale: 'en', ...options })
const ratings = async () => {
  const { sources } = (await earshot.command('study', 'results', 'everyone')) as { sources: { n: number }[] }
  return sources.reduce((sum, { n }) => sum + n, 0)
}
const clip = (page: Page, position: number) =>
  page.locator('.count', { hasText: `Clip ${String(position)} of 3` }).waitFor()
/** Past the sound and the headphone check. */
async function toFirstClip(page: Page): Promise<void> {
  await page.goto(`${earshot.url}/s/everyone`)
  await agree(page)
  await setSound(page)
  await page.getByRole('button', { name: 'Go on without headphones' }).click()
  await clip(page, 1)
}

describe('every state of a run looks as it should, has no finding, and fits', () => {
  const widths = [
    ['phone', phone],
    ['desktop', desktop],
    // 1280 pixels at a zoom of 400 %.
    ['zoomed', { width: 320, height: 256 }],
    ['wall', { width: 3840, height: 2160 }],
  ] as const
  for (const [name, viewport] of widths) {
    for (const colorScheme of ['light', 'dark'] as const) {
      if (colorScheme === 'dark' && !['phone', 'desktop'].includes(name)) continue
      test(`${name}, ${colorScheme}`, { timeout: 180_000 }, async () => {
        const { page, context, problems } = await arrive({ viewport, colorScheme })
        const seen = async (state: string) => {
          await noFindings(page)
          await noSidewaysScroll(page)
          await picture(page, `state-${state}-${name}-${colorScheme}`)
        }
        await page.goto(`${earshot.url}/s/everyone`)
        await seen('1-welcome')
        await agree(page)
        await page.getByRole('heading', { name: 'Set your sound' }).waitFor()
        await seen('2-sound')
        await setSound(page)
        await page.getByText('Round 1 of 6').waitFor()
        await seen('3-headphones')
        await page.getByRole('button', { name: 'Go on without headphones' }).click()
        await clip(page, 1)
        await seen('4-trial')
        await page.getByRole('button', { name: 'Help' }).click()
        await seen('5-help')
        await page.keyboard.press('Escape')
        await listen(page)
        await choose(page, 2)
        await page.getByText('Add a comment, if you like').click()
        await seen('6-answered')
        await goOn(page)
        await page.getByRole('heading', { name: 'Time for a rest.' }).waitFor()
        await seen('7-rest')
        await page.getByRole('button', { name: 'Go on' }).click()
        for (const position of [2, 3]) {
          await clip(page, position)
          await listen(page)
          await choose(page, 4)
          await goOn(page)
        }
        await page.getByRole('heading', { name: 'A few questions' }).waitFor()
        await seen('8-questions')
        await page.getByRole('button', { name: 'Send and finish' }).click()
        await page.locator('.code-text').waitFor()
        await seen('9-thanks')
        await page.getByRole('button', { name: 'Delete my answers' }).click()
        await seen('10-delete')
        await page.getByRole('button', { name: 'Delete', exact: true }).click()
        await page.getByRole('heading', { name: 'Your answers are deleted.' }).waitFor()
        await seen('11-withdrawn')
        expect(problems).toEqual([])
        await context.close()
      })
    }
  }
})

/** Presses Tab until what has the focus is of this role and name, as somebody without a mouse does. */
async function tabTo(
  page: Page,
  role: Parameters<Page['getByRole']>[0],
  name: string | RegExp,
): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true })
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab')
    if (await wanted.evaluate((element) => element === document.activeElement).catch(() => false)) return
  }
  throw new Error(`Tab does not reach the ${role} ${String(name)}`)
}

test('a run can be taken by the keyboard alone', { timeout: 180_000 }, async () => {
  const { page, context, problems } = await arrive({ viewport: desktop })
  await page.goto(`${earshot.url}/s/everyone`)
  await tabTo(page, 'checkbox', 'I agree to take part.')
  await page.keyboard.press('Space')
  await tabTo(page, 'button', 'Begin')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Set your sound' }).waitFor()
  await tabTo(page, 'button', 'Play the sound')
  await page.keyboard.press('Enter')
  await page.waitForTimeout(3000)
  await tabTo(page, 'radio', 'Headphones or earphones')
  await page.keyboard.press('Space')
  await tabTo(page, 'button', 'The volume is right')
  await page.keyboard.press('Enter')
  await page.getByText('Round 1 of 6').waitFor()
  await tabTo(page, 'button', 'Go on without headphones')
  await page.keyboard.press('Enter')
  // By the keys of the trial.
  await clip(page, 1)
  await page.locator('button.play:not([aria-busy=true])').waitFor()
  await page.keyboard.press('Space')
  await page.locator('fieldset.scale:not(:disabled)').waitFor()
  await page.keyboard.press('4')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Time for a rest.' }).waitFor()
  await tabTo(page, 'button', 'Go on')
  await page.keyboard.press('Enter')
  // And without them, by Tab and the arrows of a radio group.
  await clip(page, 2)
  await tabTo(page, 'button', 'Turn keys off')
  await page.keyboard.press('Enter')
  await page.keyboard.press('3')
  await page.reload()
  await clip(page, 2)
  await page.locator('button.play:not([aria-busy=true])').waitFor()
  await page.keyboard.press('Space')
  expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0)
  await tabTo(page, 'button', 'Play')
  await page.keyboard.press('Enter')
  await page.locator('fieldset.scale:not(:disabled)').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowRight')
  expect(await page.getByRole('radio', { checked: true }).getAttribute('value')).toBe('2')
  await tabTo(page, 'button', 'Next clip')
  await page.keyboard.press('Enter')
  await clip(page, 3)
  await tabTo(page, 'button', 'Turn keys on')
  await page.keyboard.press('Enter')
  await page.locator('button.play:not([aria-busy=true])').waitFor()
  await tabTo(page, 'button', 'Play')
  await page.keyboard.press('Enter')
  await page.locator('fieldset.scale:not(:disabled)').waitFor()
  await page.keyboard.press('5')
  await tabTo(page, 'button', 'Finish the clips')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'A few questions' }).waitFor()
  await tabTo(page, 'textbox', 'What made you decide?')
  await page.keyboard.type('1 2 3 r')
  await tabTo(page, 'button', 'Send and finish')
  await page.keyboard.press('Enter')
  await page.locator('.code-text').waitFor()
  expect(problems).toEqual([])
  await context.close()
})

test('a run can be taken by what a screen reader is told alone', { timeout: 180_000 }, async () => {
  const { page, context, problems } = await arrive()
  const press = (name: string) => page.getByRole('button', { name, exact: true }).press('Enter')
  /** What the page says by itself, without being looked at. */
  const said = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor()
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name })
  await page.goto(`${earshot.url}/s/everyone`)
  await heading('Human or computer?').waitFor()
  await press('Begin')
  await page.getByRole('alert').filter({ hasText: 'Tick the box' }).waitFor()
  await page.getByRole('checkbox', { name: 'I agree to take part.' }).press('Space')
  await press('Begin')
  await heading('Set your sound').waitFor()
  await press('Play the sound')
  await said('Playing.')
  await page.waitForTimeout(3000)
  await press('The volume is right')
  await heading('Are you wearing headphones?').waitFor()
  await press('Go on without headphones')
  for (const position of [1, 2, 3]) {
    const question = heading(/How sure are you/)
    await question.waitFor()
    // The reader begins at the question, not at the foot of the page before.
    if (position > 1)
      await expect.poll(() => question.evaluate((it) => it === document.activeElement)).toBe(true)
    await page.getByRole('img', { name: `${String(position - 1)} of 3 clips done` }).waitFor()
    await press('Play')
    await said('You can answer now.')
    const answers = page.getByRole('group', { name: /How sure are you/ }).getByRole('radio')
    expect(await answers.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))).toEqual([
      '1, surely a human',
      '2',
      '3',
      '4',
      '5, surely a computer',
    ])
    await page.getByRole('radio', { name: '4' }).press('Space')
    await said('Not sent yet')
    await press(position === 3 ? 'Finish the clips' : 'Next clip')
    if (position === 1) {
      await heading('Time for a rest.').waitFor()
      await press('Go on')
    }
  }
  await heading(/A few questions/).waitFor()
  await page
    .getByRole('group', { name: /recognise/ })
    .getByRole('radio', { name: 'No', exact: true })
    .press('Space')
  await press('Send and finish')
  await heading('Thank you.').waitFor()
  await page.getByText(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/).waitFor()
  expect(problems).toEqual([])
  await context.close()
})

test('a wrong clock changes nothing', { timeout: 120_000 }, async () => {
  for (const [shift, name] of [
    [-20, 'twenty years ago'],
    [20, 'twenty years ahead'],
  ] as const) {
    const { page, context } = await arrive()
    const before = await ratings()
    await page.addInitScript(`
      const given = Date.now
      Date.now = () => given() + ${String(shift)} * 365 * 86400000`)
    await toFirstClip(page)
    await listen(page)
    // Set back while one listens, as by the network's time.
    await page.evaluate('Date.now = () => 0')
    await choose(page, 1)
    const stored = page.waitForResponse((response) => response.url().endsWith('/answers'))
    await goOn(page)
    expect((await stored).status(), name).toBe(200)
    expect(await ratings()).toBe(before + 1)
    await context.close()
  }
})

test(
  'the survey, the generator and PostgreSQL begin again, and the run goes on',
  { timeout: 240_000 },
  async () => {
    const { page, context } = await arrive()
    const before = await ratings()
    await toFirstClip(page)
    await listen(page)
    await page.waitForLoadState('networkidle')
    await choose(page, 2)
    await earshot.halt()
    await goOn(page)
    await page.getByRole('heading', { name: 'Time for a rest.' }).waitFor()
    await page.getByText('No connection.').waitFor()
    await earshot.start()
    await page.getByRole('button', { name: 'Go on' }).click()
    await clip(page, 2)
    await expect.poll(ratings, { timeout: 60_000 }).toBe(before + 1)
    await page.reload()
    await clip(page, 2)
    await listen(page)
    await choose(page, 3)
    const stored = page.waitForResponse((response) => response.url().endsWith('/answers'))
    await goOn(page)
    expect((await stored).status()).toBe(200)
    expect(await ratings()).toBe(before + 2)
    await context.close()
  },
)

test(
  'the back button comes back to the trial before which one left, and doubles nothing',
  { timeout: 120_000 },
  async () => {
    const { page, context } = await arrive()
    const before = await ratings()
    await toFirstClip(page)
    await listen(page)
    await choose(page, 2)
    const stored = page.waitForResponse((response) => response.url().endsWith('/answers'))
    await goOn(page)
    await stored
    await page.getByRole('button', { name: 'Go on' }).click()
    await clip(page, 2)
    await page.goto(`${earshot.url}/credits`)
    await page.goBack()
    await clip(page, 2)
    expect(await ratings()).toBe(before + 1)
    await context.close()
  },
)
