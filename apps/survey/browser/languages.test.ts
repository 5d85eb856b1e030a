import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { languageFacts, languages, type Language } from '@earshot/contract/languages'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalogs, translatorOf } from '../languages/catalogs.ts'
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
  picture,
  setSound,
  type Visit,
} from './respondent-pages.ts'

let earshot: RunningEarshot
let browser: Browser

const words = (text: string) => ({
  title: `Title ${text}`,
  introduction: `Introduction ${text}`,
  question: `Question ${text}`,
  ends: { low: `Low ${text}`, high: `High ${text}` },
  contact: `Contact ${text}`,
  consent: `Consent ${text}`,
})

/** Two clips in every language, all that a trial can ask, and a score at the end. */
const tongues = {
  slug: 'tongues',
  ...words('en'),
  languages: [...languages],
  translations: Object.fromEntries(
    languages.slice(1).map((language) => [
      language,
      {
        ...words(language),
        debriefing: `Debriefing ${language}`,
        tags: [`Rhythm ${language}`, `Touch ${language}`],
        questions: { known: { text: `Known ${language}`, options: [`No ${language}`, `Yes ${language}`] } },
      },
    ]),
  ),
  debriefing: 'Debriefing en',
  questions: [{ id: 'known', text: 'Known en', type: 'choice', options: ['No en', 'Yes en'] }],
  asks: { recognised: true, tags: ['Rhythm en', 'Touch en'] },
  sources: [
    { source: 'short-human', label: 'Human', clips: 1 },
    { source: 'short-lstm', label: 'LSTM', clips: 1 },
  ],
  practice: 1,
  hear: 1,
  seed: 1,
  looks: 'open',
  seconds: 5,
}

/** Huggins' pitch before the clips, each of which plays twice at most. */
const headphones = {
  ...words('headphones'),
  slug: 'headphones',
  sources: [{ source: 'short-human', label: 'Human', clips: 2 }],
  sound: { check: 'huggins' },
  plays: 1,
  seed: 2,
  looks: 'open',
  seconds: 5,
}

beforeAll(async () => {
  ;[earshot, browser] = await Promise.all([startEarshot(), openBrowser()])
  await buildShortPools(earshot)
  for (const study of [tongues, headphones]) {
    const file = join(earshot.home, `${study.slug}.yaml`)
    await writeFile(file, JSON.stringify(study))
    await earshot.command('study', 'create', file)
    await earshot.command(
      'study',
      'waive',
      study.slug,
      '--by',
      'A test',
      '--reason',
      'Its clips are no matter.',
    )
    await earshot.command('study', 'open', study.slug)
  }
})
afterAll(async () => {
  await browser.close()
  await earshot.stop()
})

/** Parts of Earshot's own English words that no page in another language may hold. */
const english = Object.values(catalogs.en).filter((text) => text.length > 12 && !text.includes('{'))

async function speaks({ page }: Visit, language: Language, place: string): Promise<void> {
  const html = page.locator('html')
  expect(await html.getAttribute('lang')).toBe(language)
  expect(await html.getAttribute('dir')).toBe(languageFacts[language].direction)
  if (language !== 'en') {
    const text = await page.locator('body').innerText()
    expect(
      english.filter((one) => text.includes(one)),
      place,
    ).toEqual([])
  }
  await noFindings(page)
  await noSidewaysScroll(page)
  await picture(page, `${place}-${language}-390`)
}

describe.each(languages)('in %s', (language) => {
  test('a respondent takes a whole test', { timeout: 120_000 }, async () => {
    const t = translatorOf(language)
    const visit = await arriveAt(earshot, browser, { locale: language })
    const { page, context, problems } = visit
    await page.goto(`${earshot.url}/s/tongues`)
    await page.getByRole('heading', { name: `Title ${language}` }).waitFor()
    await speaks(visit, language, 'welcome')
    await page.locator('form.consent button[type=submit]').click()
    await page.getByText(t('welcome.tick-first')).waitFor()
    await agree(page)
    await page.getByRole('heading', { name: t('sound.title') }).waitFor()
    expect(await page.title()).toBe(t('sound.title'))
    await speaks(visit, language, 'sound')
    await page.getByText(t('sound.headphones')).click()
    await setSound(page)

    await page.getByText(t('trial.practice')).waitFor()
    expect(await page.title()).toBe(t('trial.practice-of', { position: 1, total: 1 }))
    await listen(page)
    await choose(page, 3)
    await goOn(page)
    await page.getByText(t('trial.counts-now')).waitFor()
    expect(await page.title()).toBe(t('trial.of', { position: 1, total: 2 }))
    await speaks(visit, language, 'trial-first')
    await listen(page)
    await choose(page, 1)
    await page.getByText(t('trial.recognised')).click()
    await page.getByText(`Touch ${language}`).click()
    await speaks(visit, language, 'trial')
    await page.locator('.help').click()
    await speaks(visit, language, 'help')
    await page.getByRole('button', { name: t('help.back') }).click()
    await goOn(page)
    await page.getByText(t('trial.of', { position: 2, total: 2 })).waitFor()
    await listen(page)
    await choose(page, 5)
    await goOn(page)
    await page.getByRole('heading', { name: t('questions.title') }).waitFor()
    await speaks(visit, language, 'questions')
    await page.getByText(`Yes ${language}`).click()
    await page.locator('main.questions button[type=submit]').click()
    await page.getByText(t('thanks.lead')).waitFor()
    await page.getByText(`Debriefing ${language}`).waitFor()
    await speaks(visit, language, 'thanks')
    expect(problems).toEqual([])
    await context.close()
  })
})

test('what was answered in any language is stored in the words of the first', async () => {
  const csv = await fetch(`${earshot.url}/api/studies/tongues/trials.csv`, {
    headers: { cookie: await researcherCookie() },
  })
  const lines = (await csv.text()).trim().split('\n')
  // One for practice, two that count; the recognised one was heard with headphones.
  expect(lines).toHaveLength(1 + 3 * languages.length)
  for (const language of languages) {
    const own = lines.filter((line) => line.includes(`,${language},computer,Linux,Chrome,headphones,`))
    expect(own, language).toHaveLength(3)
    expect(own.filter((line) => line.includes(',true,Touch en,'))).toHaveLength(1)
  }
})

async function researcherCookie(): Promise<string> {
  const entered = await fetch(earshot.researcherLink, { redirect: 'manual' })
  return (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

test('a language is chosen on the welcome page, keeps what the link says, and stays', async () => {
  const visit = await arriveAt(earshot, browser, { locale: 'ja', viewport: desktop })
  const { page, context, problems } = visit
  await page.goto(`${earshot.url}/s/tongues?PROLIFIC_PID=ada`)
  await page.getByRole('heading', { name: 'Title en' }).waitFor()
  await page.getByLabel('Language').selectOption('ar')
  await page.getByRole('heading', { name: 'Title ar' }).waitFor()
  expect(page.url()).toBe(`${earshot.url}/s/tongues?PROLIFIC_PID=ada`)
  await picture(page, 'welcome-ar-1280')
  await page.goto(`${earshot.url}/s/tongues/in/sv`)
  await page.getByRole('heading', { name: 'Title sv' }).waitFor()
  await page.getByText(catalogs.sv['page.unreviewed']).waitFor()
  await agree(page)
  await page.getByRole('heading', { name: catalogs.sv['sound.title'] }).waitFor()
  // A run goes on in the language in which it began.
  await page.goto(`${earshot.url}/s/tongues/in/de`)
  await page.getByRole('heading', { name: catalogs.sv['sound.title'] }).waitFor()
  expect(problems).toEqual([])
  await page.goto(`${earshot.url}/s/tongues/in/tlh`)
  expect(page.url()).toBe(`${earshot.url}/s/tongues`)
  expect((await page.goto(`${earshot.url}/s/there-is-none`))?.status()).toBe(404)
  await page.getByRole('heading', { name: catalogs.de['page.missing'] }).waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('de')
  await context.close()
})

test(
  'headphones are checked, tried again, and left out; a clip plays as often as declared',
  { timeout: 240_000 },
  async () => {
    const { page, context, problems } = await arriveAt(earshot, browser, { locale: 'en' })
    await page.goto(`${earshot.url}/s/headphones`)
    await agree(page)
    await page.getByRole('button', { name: 'The volume is right' }).click()
    await page.getByText('Play the sound first.').waitFor()
    await setSound(page)
    for (let round = 1; round <= 6; round++) {
      await page.getByText(`Round ${String(round)} of 6`).waitFor()
      if (round === 1) {
        await page.getByRole('button', { name: 'Go on', exact: true }).click()
        await page.getByText('Choose one of the three first.').waitFor()
        expect(await page.getByLabel('Sound 1').isDisabled()).toBe(true)
      }
      await page.getByRole('button', { name: 'Play the three sounds' }).click()
      await page.getByLabel('Sound 1').check()
      if (round === 1) {
        await page.locator('.sounding').waitFor()
        await noFindings(page)
        await picture(page, 'headphones-390')
      }
      await page.getByRole('button', { name: 'Go on', exact: true }).click()
    }
    // Always the first of three: two of six are right.
    await page.getByText('That did not work.', { exact: false }).waitFor()
    await noFindings(page)
    await picture(page, 'headphones-again-390')
    await page.getByRole('button', { name: 'Go on without headphones' }).click()

    await page.getByText('this clip plays once', { exact: false }).waitFor()
    await listen(page)
    await page.locator('button.play:disabled').waitFor()
    expect(await page.locator('.restart').isVisible()).toBe(false)
    await page.keyboard.press('Space')
    await page.keyboard.press('r')
    expect(await page.locator('button.play').isDisabled()).toBe(true)
    // Nor does a reload give the plays back, once the clip was heard again.
    await page.reload()
    await listen(page)
    await page.locator('button.play:disabled').waitFor()
    expect(problems).toEqual([])
    await context.close()
  },
)

test('a run is taken up on another device by its link, and no other way', { timeout: 120_000 }, async () => {
  const { page, context, problems } = await arriveAt(earshot, browser, { locale: 'en' })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${earshot.url}/s/tongues`)
  await agree(page)
  await setSound(page)
  await listen(page)
  await choose(page, 2)
  const stored = page.waitForResponse((response) => response.url().endsWith('/answers'))
  await goOn(page)
  await stored
  await page.getByRole('button', { name: 'Help' }).click()
  await page.getByRole('button', { name: 'Copy the link' }).click()
  const link = await page.getByLabel('Another device?').inputValue()
  expect(link).toMatch(new RegExp(`^${earshot.url}/s/tongues/again#[A-Za-z0-9_-]{22,64}$`))
  await picture(page, 'help-link-390')

  const other = await arriveAt(earshot, browser, { locale: 'en' })
  const asked: string[] = []
  other.page.on('request', (request) => asked.push(request.url()))
  await other.page.goto(link)
  await other.page.getByText('Clip 1 of 2').waitFor()
  const secret = link.split('#')[1] ?? ''
  expect(asked.filter((address) => address.split('#')[0]?.includes(secret))).toEqual([])
  await noFindings(other.page)
  await other.page.goto(`${earshot.url}/s/tongues/again#${'A'.repeat(32)}`)
  await other.page.getByText('This link does not work any more.', { exact: false }).waitFor()
  await noFindings(other.page)
  expect(problems).toEqual([])
  await context.close()
  await other.context.close()
})

describe('where a browser', () => {
  /** A page of the short study at its first clip, whose audio element the test can reach. */
  async function atFirstClip(script: string): Promise<Visit> {
    const visit = await arriveAt(earshot, browser, { locale: 'en' })
    await visit.page.addInitScript(`
      const Given = window.Audio
      window.Audio = function () { return (window.element = new Given()) }
      ${script}`)
    await visit.page.goto(`${earshot.url}/s/tongues`)
    await agree(visit.page)
    await setSound(visit.page)
    await visit.page.locator('button.play:not([aria-busy=true])').waitFor()
    return visit
  }
  const playing = (page: Visit['page']) => page.getByRole('button', { name: 'Pause' })

  test('refuses the first press of a clip, the second one plays it', async () => {
    const { page, context } = await atFirstClip('')
    await page.evaluate(() => {
      const own = HTMLMediaElement.prototype
      const given = Object.getOwnPropertyDescriptor(own, 'play')?.value as () => Promise<void>
      own.play = () => {
        own.play = given
        return Promise.reject(new DOMException('not allowed', 'NotAllowedError'))
      }
    })
    await page.locator('button.play').click()
    await page.getByText('Press play once more', { exact: false }).first().waitFor()
    await page.locator('button.play').click()
    await playing(page).waitFor()
    await context.close()
  })

  test('neither plays nor says so, one is asked to press again', async () => {
    const { page, context } = await atFirstClip('')
    await page.evaluate(() => {
      const own = HTMLMediaElement.prototype
      const given = Object.getOwnPropertyDescriptor(own, 'play')?.value as () => Promise<void>
      own.play = () => {
        own.play = given
        return new Promise(() => undefined)
      }
    })
    await page.locator('button.play').click()
    await page.getByText('Press play once more', { exact: false }).first().waitFor()
    await page.locator('button.play').click()
    await playing(page).waitFor()
    await context.close()
  })

  test('is interrupted by a call, one is told, and goes on from there', async () => {
    const { page, context } = await atFirstClip('')
    await page.locator('button.play').click()
    await playing(page).waitFor()
    await page.waitForTimeout(500)
    await page.evaluate(() => {
      ;(window as unknown as { element: HTMLAudioElement }).element.pause()
    })
    await page.getByText('The sound was interrupted.', { exact: false }).first().waitFor()
    await picture(page, 'interrupted-390')
    await page.getByRole('button', { name: 'Play on' }).click()
    await page.locator('fieldset.scale:not(:disabled)').waitFor()
    await context.close()
  })

  test('cannot play a clip, it is replaced by another one', async () => {
    const visit = await arriveAt(earshot, browser, { locale: 'en' })
    const { page, context } = visit
    const asked: string[] = []
    await page.route('**/api/clips/*', async (route) => {
      asked.push(route.request().url())
      // The practice clip comes broken, as after a fault on the way.
      if (asked.length === 1 || route.request().url() === asked[0])
        await route.fulfill({ status: 200, contentType: 'audio/mpeg', body: 'no sound' })
      else await route.continue()
    })
    // Slow enough for one to press on meanwhile, which must not be lost on the clip that does not play.
    await page.route('**/replacements', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1000))
      await route.continue()
    })
    await page.goto(`${earshot.url}/s/tongues`)
    await agree(page)
    await setSound(page)
    await page.getByText('This clip did not load.', { exact: false }).first().waitFor()
    await noFindings(page)
    await picture(page, 'failed-390')
    await page.getByRole('button', { name: 'Another clip instead' }).click()
    await listen(page)
    expect(new Set(asked).size).toBeGreaterThanOrEqual(2)
    await choose(page, 4)
    await goOn(page)
    await page.getByText('Clip 1 of 2').waitFor()
    await context.close()
  })
})
