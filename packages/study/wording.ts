/** What a study says, in the language of a run: a choice is stored in the study file's own words whatever its language. */
import type { ChoiceLabel, EndQuestion, Wording } from '@earshot/contract/blind'
import type { Language } from '@earshot/contract/languages'
import type { StudyFile } from './file.ts'

/** The languages that a study offers; the file's own words are in the first. */
export function languagesOf({ languages = [] }: StudyFile): readonly [Language, ...Language[]] {
  const [first = 'en', ...others] = languages
  return [first, ...others]
}

interface Words {
  wording: Wording
  debriefing: string | undefined
  questions: EndQuestion[]
  tags: ChoiceLabel[]
}

/** All that respondents read of a study in one of its languages; in its first where it has no such language. */
export function wordsIn(file: StudyFile, language: Language): Words {
  const translation = language === languagesOf(file)[0] ? undefined : file.translations?.[language]
  const { title, introduction, question, ends, contact, consent, debriefing } = { ...file, ...translation }
  const labelled = (values: readonly string[], labels: readonly string[] = []): ChoiceLabel[] =>
    values.map((value, index) => ({ value, label: labels[index] ?? value }))
  return {
    wording: { title, introduction, question, ends, contact, consent },
    debriefing,
    questions: file.questions.map(({ id, text, type, options }) => {
      const translated = translation?.questions[id]
      return {
        id,
        text: translated?.text ?? text,
        type,
        ...(options ? { options: labelled(options, translated?.options) } : {}),
      }
    }),
    tags: labelled(file.asks?.tags ?? [], translation?.tags),
  }
}
