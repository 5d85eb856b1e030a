import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { languages, type Language } from '@earshot/contract/languages'
import { describe, expect, test } from 'vitest'
import { catalogs, compiledMessages, translatorOf } from './catalogs.ts'
import { en, type MessageId } from './en.ts'
import { negotiate } from './negotiate.ts'

const ids = Object.keys(en) as MessageId[]

/** Arguments of a compiled message, the forms of each of its plurals, and the choices of its selects. */
function argumentsOf(compiled: unknown): { names: string[]; plurals: string[][]; choices: string[] } {
  const names = new Set<string>()
  const plurals: string[][] = []
  const choices = new Set<string>()
  const read = (message: unknown): void => {
    if (!Array.isArray(message)) return
    for (const token of message as unknown[]) {
      if (!Array.isArray(token)) continue
      const [name, kind, options = {}] = token as [string, string?, Record<string, unknown>?]
      names.add(name)
      const forms = Object.keys(options).filter((form) => form !== 'offset')
      if (kind === 'plural') plurals.push(forms.filter((form) => !/^\d+$/.test(form)).sort())
      if (kind === 'select') choices.add(`${name}: ${forms.sort().join()}`)
      Object.values(options).forEach(read)
    }
  }
  read(compiled)
  return { names: [...names].sort(), plurals, choices: [...choices].sort() }
}

describe.each(languages)('the catalog of %s', (language: Language) => {
  test('has every message and no other', () => {
    expect(Object.keys(catalogs[language]).sort()).toEqual([...ids].sort())
    const empty = ids.filter((id) => catalogs[language][id] === '')
    expect(empty).toEqual(language === 'en' ? ['page.unreviewed'] : [])
  })

  test('takes the same values as the English one, in the plural forms of its language', () => {
    const rules = new Intl.PluralRules(language)
    // Forms that only millions have are no matter here.
    const categories = [...new Set(Array.from({ length: 1000 }, (_, count) => rules.select(count)))]
    for (const id of ids) {
      if (id === 'page.unreviewed') continue
      const own = argumentsOf(compiledMessages(language)[id])
      const english = argumentsOf(compiledMessages('en')[id])
      expect(own.names, id).toEqual(english.names)
      expect(own.choices, id).toEqual(english.choices)
      for (const plural of own.plurals) expect(plural, id).toEqual([...categories].sort())
    }
  })

  test('is no copy of the English one', () => {
    if (language === 'en') return
    const same = ids.filter((id) => catalogs[language][id] === en[id])
    expect(same.length, same.join(' ')).toBeLessThanOrEqual(6)
  })
})

test('digits are the same in all languages', () => {
  for (const language of languages)
    expect(translatorOf(language)('trial.listening', { left: 12 })).toContain('12')
  expect(translatorOf('sv')('thanks.score', { told: 7, right: 5, chance: 3.5 })).toContain('3,5')
  expect(translatorOf('ar')('welcome.clips', { clips: 2 })).not.toBe(
    translatorOf('ar')('welcome.clips', { clips: 3 }),
  )
})

test('every message is said somewhere', async () => {
  const folder = join(import.meta.dirname, '..')
  const files = await readdir(folder, { recursive: true })
  const sources = files.filter(
    (file) => /^(app|components|features|server)\/.*\.tsx?$/.test(file) && !file.includes('.test.'),
  )
  const text = (await Promise.all(sources.map((file) => readFile(join(folder, file), 'utf8')))).join('\n')
  // Refusals are named by the server's codes.
  const unused = ids.filter((id) => !id.startsWith('refused.') && !text.includes(`'${id}'`))
  expect(unused).toEqual([])
})

describe('the language', () => {
  test.each([
    ['chosen comes first', ['en', 'sv'], 'sv', 'en', 'sv'],
    ['of the browser, most wanted first', ['en', 'de', 'sv'], undefined, 'da, sv;q=0.5, de-AT;q=0.9', 'de'],
    ['not refused by the browser', ['en', 'de'], undefined, 'de;q=0', 'en'],
    ['is the first where nothing fits', ['fr', 'de'], 'xx', 'ja', 'fr'],
    ['is the first where nothing is said', ['ar', 'en'], undefined, null, 'ar'],
  ] as const)('%s', (_, offered, chosen, accepted, expected) => {
    expect(negotiate(offered, { chosen, accepted })).toBe(expected)
  })
})
