import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { exampleFile, wording } from './example-study.ts'
import { checkStudyFile, parseStudyFile, StudyFileError, studyFileHash } from './file.ts'

const document = (changes: Record<string, unknown> = {}) => ({
  slug: 'piano',
  ...wording,
  sources: [
    { source: 'human', label: 'Human', clips: 2 },
    { source: 'lstm', label: 'LSTM', clips: 2, baseline: ['human'] },
  ],
  ...changes,
})

/** The message of the refusal of a document with `changes`. */
function refusal(changes: Record<string, unknown>): string {
  try {
    checkStudyFile(document(changes))
  } catch (error) {
    expect(error).toBeInstanceOf(StudyFileError)
    return (error as Error).message
  }
  throw new Error('the file was not refused')
}

const source = (changes: Record<string, unknown>) => [
  { source: 'human', label: 'H', clips: 1 },
  { source: 'lstm', label: 'L', clips: 1, ...changes },
]
const choice = { id: 'age', text: 'How old are you?', type: 'choice', options: ['under 30', '30 or more'] }

describe('a mistake is named with its field:', () => {
  const mistakes: [string, Record<string, unknown>, RegExp][] = [
    ['no slug', { slug: undefined }, /\n {2}slug: /],
    ['a slug with capitals', { slug: 'Piano' }, /slug: small letters, digits and single hyphens/],
    ['a slug with two hyphens', { slug: 'a--b' }, /slug: small letters/],
    ['a slug that is a path', { slug: '../etc' }, /slug: small letters/],
    ['a slug of 101 letters', { slug: 'a'.repeat(101) }, /slug: .*100/],
    ['no title', { title: '' }, /title: /],
    ['a title that YAML reads as a number', { title: 2021 }, /title: .*string/],
    ['no introduction', { introduction: undefined }, /introduction: /],
    ['no question', { question: '' }, /question: /],
    ['one end of the scale', { ends: { low: 'human' } }, /ends\.high: /],
    ['no contact', { contact: undefined }, /contact: /],
    ['no consent', { consent: '' }, /consent: /],
    ['no sources', { sources: [] }, /sources: /],
    ['a source without a name', { sources: source({ source: '' }) }, /sources\.1\.source: /],
    ['a source without a label', { sources: source({ label: '' }) }, /sources\.1\.label: /],
    ['no clips of a source', { sources: source({ clips: 0 }) }, /sources\.1\.clips: /],
    ['half a clip', { sources: source({ clips: 1.5 }) }, /sources\.1\.clips: /],
    ['too many clips', { sources: source({ clips: 101 }) }, /sources\.1\.clips: /],
    [
      'a source twice',
      { sources: source({ source: 'human' }) },
      /sources\.1\.source: "human" is listed twice/,
    ],
    [
      'an unknown baseline',
      { sources: source({ baseline: ['bach'] }) },
      /sources\.1\.baseline: "bach" is not an/,
    ],
    [
      'itself as its baseline',
      { sources: source({ baseline: ['lstm'] }) },
      /sources\.1\.baseline: "lstm" is not/,
    ],
    ['a field that there is not', { sources: source({ clip: 1 }) }, /sources\.1: .*"clip"/],
    ['a misspelt field', { titel: 'x' }, /\(whole file\): .*"titel"/],
    [
      'an order that leaves no choice',
      { order: 'latin-square', mostInARow: 2 },
      /mostInARow: a Latin square/,
    ],
    [
      'more in a row than the others part',
      {
        sources: [
          { source: 'a', label: 'A', clips: 5 },
          { source: 'b', label: 'B', clips: 1 },
        ],
        mostInARow: 2,
      },
      /5 clips of "a" cannot be heard/,
    ],
    ['another order', { order: 'fixed' }, /order: /],
    ['a question twice', { questions: [choice, choice] }, /questions\.1\.id: "age" is used twice/],
    [
      'a choice without options',
      { questions: [{ ...choice, options: undefined }] },
      /questions\.0\.options: a choice/,
    ],
    ['a choice of nothing', { questions: [{ ...choice, options: [] }] }, /questions\.0\.options: /],
    [
      'an option twice',
      { questions: [{ ...choice, options: ['a', 'a'] }] },
      /questions\.0\.options: .*twice/,
    ],
    ['a text with options', { questions: [{ ...choice, type: 'text' }] }, /questions\.0\.options: a choice/],
    ['a question id with a space', { questions: [{ ...choice, id: 'my age' }] }, /questions\.0\.id: /],
    ['no seed', { seed: undefined }, /seed: /],
    ['a negative seed', { seed: -1 }, /seed: /],
    ['a seed beyond whole numbers', { seed: 2 ** 60 }, /seed: /],
    ['a margin of nothing', { margin: 0 }, /margin: /],
    ['a margin wider than the scale', { margin: 4.1 }, /margin: /],
    ['looks in no order', { looks: [50, 20] }, /looks: each look comes after/],
    ['a look at nobody', { looks: [0] }, /looks/],
    ['clips without length', { seconds: 0 }, /seconds: /],
    ['endless clips', { seconds: Infinity }, /seconds: /],
    ['a note that is no text', { notes: [{ a: 1 }] }, /notes\.0: /],
    ['a NUL', { ends: { low: 'a\0', high: 'b' } }, /ends\.low: holds a character that cannot be stored/],
    ['half a character', { notes: ['fine', '\ud83c'] }, /notes\.1: holds a character/],
  ]

  test.each(mistakes)('%s', (_, changes, message) => {
    expect(refusal(changes)).toMatch(message)
  })

  test('all mistakes at once', () => {
    expect(refusal({ slug: '', seed: -1, order: 'fixed' })).toMatch(/3 mistake\(s\)[^]*slug[^]*order[^]*seed/)
  })

  test.each([null, 'text', 4, [], undefined])('a file that is %j', (value) => {
    expect(() => checkStudyFile(value)).toThrow(/\(whole file\): /)
  })
})

describe('YAML', () => {
  test('is read, with the defaults filled in', () => {
    const file = parseStudyFile(stringify(document()))
    expect(file).toMatchObject({ order: 'random', questions: [], looks: [], seconds: 30, notes: [] })
    expect(parseStudyFile(JSON.stringify(document()))).toEqual(file)
  })

  test('that is none is refused with the place', () => {
    expect(() => parseStudyFile('slug: piano\ntitle: "open')).toThrow(/is not YAML: .*line 2/)
    expect(() => parseStudyFile('slug: a\nslug: b')).toThrow(/is not YAML: .*unique/)
    expect(() => parseStudyFile('a: 1\n---\nb: 2')).toThrow(StudyFileError)
    expect(() => parseStudyFile('')).toThrow(/\(whole file\)/)
  })

  test('cannot be made to grow without end, nor to run in circles', () => {
    const lines = Array.from(
      { length: 9 },
      (_, i) => `l${String(i + 1)}: &l${String(i + 1)} [${`*l${String(i)},`.repeat(9)}]`,
    )
    expect(() => parseStudyFile(`l0: &l0 [x]\n${lines.join('\n')}`)).toThrow(/is not YAML: .*alias/)
    expect(() => parseStudyFile('sources: &s [*s]\n')).toThrow(StudyFileError)
    expect(() => parseStudyFile('slug: *nobody')).toThrow(StudyFileError)
  })

  test('does not reach the prototype', () => {
    expect(() => parseStudyFile(`__proto__: {polluted: 1}\n${stringify(document())}`)).toThrow(StudyFileError)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('the hash', () => {
  const turned = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(turned)
      : value !== null && typeof value === 'object'
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, member]) => [key, turned(member)]),
          )
        : value

  test('does not know the order of keys, the style of the YAML, nor whether a default was written', () => {
    const hash = studyFileHash(parseStudyFile(stringify(document())))
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(studyFileHash(parseStudyFile(stringify(turned(document()))))).toBe(hash)
    expect(studyFileHash(parseStudyFile(JSON.stringify(document({ seconds: 30, looks: [] }))))).toBe(hash)
    expect(studyFileHash(checkStudyFile(turned(checkStudyFile(document()))))).toBe(hash)
  })

  test('knows every change of meaning', () => {
    const changes = [
      {},
      { seed: 8 },
      { title: 'Other' },
      { margin: 0.5 },
      { looks: 'open' },
      { seconds: 29 },
      { notes: ['a'] },
      { notes: ['a', 'b'] },
      { notes: ['a,b'] },
      { questions: [choice] },
      { sources: [...document().sources].reverse() },
    ]
    const hashes = changes.map((change) => studyFileHash(checkStudyFile(document(change))))
    expect(new Set(hashes).size).toBe(changes.length)
  })
})

test('the example of docs/study-file.md is a study file, and the page explains each of its fields', () => {
  const page = readFileSync(new URL('../../docs/study-file.md', import.meta.url), 'utf8')
  const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(page) ?? []
  const file = parseStudyFile(yaml)
  const question = file.questions.find(({ type }) => type === 'choice')
  expect(Object.keys(file).sort()).toEqual(
    Object.keys(exampleFile('all', { margin: 0.5, sound: undefined }))
      .filter((field) => field !== 'sound')
      .sort(),
  )
  const explained = [
    ...Object.keys(file),
    ...Object.keys(file.sources[1] ?? {}),
    ...Object.keys(question ?? {}),
  ]
  for (const field of explained) expect(page).toContain(`| \`${field}\``)
})
