/** A respondent's browser that goes through a run: by hand where the page itself is to be seen at work, else by its requests. */
import { randomUUID } from 'node:crypto'
import type { Language } from '@earshot/contract/languages'
import { headphoneChecks } from '@earshot/contract/blind'
import type { Page } from 'playwright-core'
import type { Survey } from './clip-responses.ts'

/** How long a page may take. */
export const patienceMs = 60_000

export interface Respondent {
  page: Page
  survey: Survey
}

const addressOf = ({ url, slug }: Survey): string => `${url}/s/${slug}`

/** Opens the study, and resolves when the clip of `key` has come, where the page asks for one. */
export async function openStudy({ page, survey }: Respondent, key?: string): Promise<void> {
  const clip = key === undefined ? undefined : clipOf(page, key)
  await Promise.all([clip, page.goto(addressOf(survey), { waitUntil: 'load' })])
}

const clipOf = (page: Page, key: string) =>
  page.waitForResponse((response) => response.url().includes(key) && response.ok())

/** Opens the study in one of its languages. */
export async function openIn({ page, survey }: Respondent, language: Language): Promise<void> {
  await page.goto(`${addressOf(survey)}/in/${language}`, { waitUntil: 'load' })
}

/** Ticks the box and presses the button, as people do; resolves when the first clip has come. */
export async function agree({ page }: Respondent, key: string): Promise<void> {
  await page.locator('form.consent input[type=checkbox]').check()
  await Promise.all([clipOf(page, key), page.locator('form.consent button[type=submit]').click()])
}

/** Really hears the clip that is shown until it can be answered, of so many seconds, answers and goes on, in any language. */
export async function hearAndAnswer({ page }: Respondent, seconds: number): Promise<void> {
  await page.locator('button.play:not([aria-busy=true])').click()
  await page.locator('fieldset.scale:not(:disabled)').waitFor({ timeout: seconds * 1000 + patienceMs })
  await page.locator('input[name=rating][value="3"]').check({ force: true })
  await Promise.all([
    page.waitForResponse((response) => response.url().endsWith('/answers')),
    page.locator('.next .btn.primary').click(),
  ])
}

/** Sends the questions at the end unanswered, as the page does; resolves when it says thank you. */
export async function finish({ page }: Respondent): Promise<void> {
  const send = page.locator('main.questions button[type=submit]')
  if ((await send.count()) > 0) await send.click()
  await page.locator('.code-text').waitFor()
}

const post = async (
  { page, survey: { url, slug } }: Respondent,
  place: string,
  body: object,
): Promise<void> => {
  const path = `/api/studies/${slug}/${place}`
  const status = await request({ page, survey: { url, slug } }, path, { method: 'POST', body })
  if (status >= 300) throw new Error(`The survey answered ${String(status)} to POST ${path}.`)
}

/** What the page sends when the box is ticked; the run of the cookie begins, so that the token is not used. */
export const agreeByRequest = (respondent: Respondent) =>
  post(respondent, 'respondents', { consent: true, token: randomUUID().replaceAll('-', '') })
/** Says that the sound is set, and passes whatever headphone check there is. */
export const setSoundByRequest = (respondent: Respondent) =>
  post(respondent, 'sound', {
    checks: headphoneChecks.map((kind) => ({ kind, correct: 6, rounds: 6 })),
  })
export const answerByRequest = (respondent: Respondent, key: string) =>
  post(respondent, 'answers', { id: randomUUID(), key, value: 3 })
export const finishByRequest = (respondent: Respondent) => post(respondent, 'responses', { responses: {} })

/** Asks for an address of the survey from the page, with its cookies; returns the status. */
export function request(
  { page }: Respondent,
  path: string,
  {
    method = 'GET',
    body,
    headers = {},
  }: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<number> {
  const init: RequestInit = {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    cache: 'no-store',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }
  return page.evaluate(
    async ([address, options]) => {
      const response = await fetch(address, options)
      // To its end, so that the network has all of it.
      await response.arrayBuffer()
      return response.status
    },
    [path, init] as const,
  )
}
