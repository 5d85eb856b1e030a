import { testDatabase } from '@earshot/database/test-database'
import { beforeAll, expect, test } from 'vitest'
import { answerTo, exampleFile, keyOf, makeSources, now, openStudy, wording } from './example-study.ts'
import { findInvitation } from './invitation.ts'
import { answerTrial, findRun, finishRun, startRun } from './run.ts'
import { trialsCsv } from './trials-csv.ts'
import { wordsIn } from './wording.ts'

const { database } = await testDatabase()
const slug = 'many-tongues'
const { title, introduction, question, ends, contact, consent } = wording
const questions = [
  { id: 'plays', text: 'Do you play?', type: 'choice', options: ['no', 'yes'] },
  { id: 'remarks', text: 'Anything else?', type: 'text' },
]
const swedish = {
  title: 'Människa eller maskin?',
  introduction: 'Du får höra korta pianostycken.',
  question: 'Hur säker är du?',
  ends: { low: 'säkert en människa', high: 'säkert en dator' },
  contact,
  consent: 'Jag deltar av egen vilja.',
}
const sv = {
  ...swedish,
  questions: { plays: { text: 'Spelar du?', options: ['nej', 'ja'] }, remarks: { text: 'Något mer?' } },
  tags: ['rytm', 'klang'],
  debriefing: 'Tack för hjälpen.',
}
const study = {
  languages: ['en', 'sv'],
  translations: { sv },
  questions,
  asks: { tags: ['rhythm', 'touch'], recognised: true },
  debriefing: 'Thank you for your help.',
}

beforeAll(async () => {
  await makeSources(database)
  await openStudy(database, slug, study)
})

test('a study speaks each of its languages, and stores choices in its first', () => {
  const file = exampleFile(slug, study)
  expect(wordsIn(file, 'sv')).toEqual({
    wording: swedish,
    debriefing: 'Tack för hjälpen.',
    questions: [
      {
        id: 'plays',
        text: 'Spelar du?',
        type: 'choice',
        options: [
          { value: 'no', label: 'nej' },
          { value: 'yes', label: 'ja' },
        ],
      },
      { id: 'remarks', text: 'Något mer?', type: 'text' },
    ],
    tags: [
      { value: 'rhythm', label: 'rytm' },
      { value: 'touch', label: 'klang' },
    ],
  })
  expect(wordsIn(file, 'en').wording).toEqual({ title, introduction, question, ends, contact, consent })
  // A language that it does not offer, as of a run from before.
  expect(wordsIn(file, 'de')).toEqual(wordsIn(file, 'en'))
})

test.each([
  ['words of a language that is offered', { translations: {} }, /translations\.sv: .*missing/],
  ['a language that is not offered', { languages: ['en'] }, /translations\.sv: .*not among/],
  ['a language twice', { languages: ['en', 'sv', 'sv'] }, /languages: .*twice/],
  [
    'options',
    {
      translations: {
        sv: { ...sv, questions: { ...sv.questions, plays: { text: 'Spelar du?', options: ['nej'] } } },
      },
    },
    /plays\.options: .*not as many/,
  ],
  ['a question', { translations: { sv: { ...sv, questions: {} } } }, /questions\.plays: .*missing/],
  ['a tag', { translations: { sv: { ...sv, tags: ['rytm'] } } }, /tags: .*not as many/],
  [
    'the words after the end',
    { translations: { sv: { ...sv, debriefing: undefined } } },
    /debriefing: .*missing/,
  ],
  ['a language that Earshot does not speak', { languages: ['en', 'tlh'] }, /languages\.1/],
])('a file is refused that lacks or misplaces %s', (_, changes, message) => {
  expect(() => exampleFile(slug, { ...study, ...changes })).toThrow(message)
})

test('the invitation is in the language asked for until the run begins in one', async () => {
  const asking = { choose: () => 'sv' as const }
  expect(await findInvitation(database, slug, asking)).toMatchObject({
    language: 'sv',
    languages: ['en', 'sv'],
    wording: swedish,
    rules: { recognised: true, comment: true, tags: [{ value: 'rhythm', label: 'rytm' }, {}] },
  })
  const started = await startRun(database, { slug, kind: 'real', now, language: 'sv' })
  const token = started.ok ? started.token : ''
  await database.respondent.updateMany({ where: { consentedAt: null }, data: { consentedAt: now } })
  expect(await findInvitation(database, slug, { token })).toMatchObject({ language: 'sv' })
})

test('a run asks in its language, keeps the values of the file, and its language is in the export', async () => {
  const started = await startRun(database, { slug, kind: 'real', now, language: 'sv' })
  const of = { slug, token: started.ok ? started.token : '', now }
  let state = await findRun(database, of)
  const key = keyOf(state)
  const answer = (more: object) => answerTrial(database, { ...of, answer: answerTo(key, 2, more) })
  expect(await answer({ tags: ['rytm'] })).toMatchObject({ ok: false, status: 409 })
  expect(await answer({ tags: ['rhythm', 'rhythm'], recognised: true })).toMatchObject({ ok: true })
  expect(await database.answer.findFirst({ where: { trial: { stimuli: { some: { key } } } } })).toMatchObject(
    {
      tags: ['rhythm'],
      recognised: true,
    },
  )
  while ((state = await findRun(database, of))?.step === 'trial')
    await answerTrial(database, { ...of, answer: answerTo(keyOf(state), 4) })
  expect(state).toMatchObject({ step: 'questions', questions: [{ text: 'Spelar du?' }, {}] })
  expect(await finishRun(database, { ...of, responses: { plays: 'ja' } })).toMatchObject({ ok: false })
  expect(await finishRun(database, { ...of, responses: { plays: 'yes' } })).toMatchObject({
    state: { step: 'finished', debriefing: 'Tack för hjälpen.' },
  })
  const [header = '', ...lines] = ((await trialsCsv(database, slug, 'real')) ?? '').trim().split('\n')
  const columns = header.split(',')
  const rows = lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, index) => [columns[index] ?? '', cell])),
  )
  expect(rows).toHaveLength(6)
  expect(rows.filter(({ language }) => language === 'sv')).toHaveLength(6)
  expect(rows.filter(({ recognised, tags }) => recognised === 'true' && tags === 'rhythm')).toHaveLength(1)
  expect(rows[0]).toMatchObject({ purpose: 'main', position: '1', device: '' })
  expect(Number(rows[0]?.draw_probability)).toBeGreaterThan(0)
})

test('what a study does not ask is refused', async () => {
  await openStudy(database, 'plain')
  const started = await startRun(database, { slug: 'plain', kind: 'real', now })
  const of = { slug: 'plain', token: started.ok ? started.token : '', now }
  const key = keyOf(await findRun(database, of))
  for (const more of [{ recognised: false }, { tags: ['rhythm'] }])
    expect(await answerTrial(database, { ...of, answer: answerTo(key, 2, more) })).toMatchObject({
      ok: false,
      status: 409,
    })
})
