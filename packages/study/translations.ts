/** The words of a study file in its further languages, and what they must hold. */
import { endQuestionSchema, wordingSchema } from '@earshot/contract/blind'
import type { Language } from '@earshot/contract/languages'
import { z } from 'zod'

export const questionSchema = z.strictObject({
  ...endQuestionSchema.shape,
  /** What is stored of a choice; respondents of other languages read its translation. */
  options: z.array(z.string().min(1)).min(1).optional(),
})

/** The words of a study in a further language. */
export const translationSchema = z.strictObject({
  ...wordingSchema.shape,
  debriefing: z.string().min(1).max(5000).optional(),
  questions: z
    .record(
      z.string(),
      z.strictObject({ text: z.string().min(1), options: z.array(z.string().min(1)).optional() }),
    )
    .default({}),
  tags: z.array(z.string().min(1).max(100)).optional(),
})
type Translation = z.infer<typeof translationSchema>

/** The parts of a study file that have words beside the translations. */
interface TranslatedFile {
  languages?: readonly Language[] | undefined
  translations?: Partial<Record<Language, Translation>> | undefined
  questions: readonly z.infer<typeof questionSchema>[]
  asks?: { tags?: readonly string[] | undefined } | undefined
  debriefing?: string | undefined
}

/** What a file with several languages lacks or has too much of, with the place of each. */
export function translationGaps(file: TranslatedFile): { path: (string | number)[]; message: string }[] {
  const offered = file.languages ?? ['en']
  const translations = file.translations ?? {}
  const unwanted = Object.keys(translations).filter((tag) => !offered.slice(1).some((one) => one === tag))
  return [
    ...unwanted.map((tag) => ({
      path: ['translations', tag],
      message: `"${tag}" is not among the further languages of the study`,
    })),
    ...offered.slice(1).flatMap((tag) => {
      const path = ['translations', tag]
      const translation = translations[tag]
      if (!translation) return [{ path, message: 'this language is offered, and its words are missing' }]
      return [
        ...(file.debriefing !== undefined && translation.debriefing === undefined
          ? [{ path: [...path, 'debriefing'], message: 'the words after the end are missing' }]
          : []),
        ...(translation.tags?.length === file.asks?.tags?.length
          ? []
          : [{ path: [...path, 'tags'], message: 'there are not as many tags as in the first language' }]),
        ...file.questions.flatMap(({ id, options }) => {
          const translated = translation.questions[id]
          if (!translated)
            return [{ path: [...path, 'questions', id], message: 'the words of this question are missing' }]
          return translated.options?.length === options?.length
            ? []
            : [
                {
                  path: [...path, 'questions', id, 'options'],
                  message: 'there are not as many options as in the first language',
                },
              ]
        }),
        ...Object.keys(translation.questions)
          .filter((id) => !file.questions.some((question) => question.id === id))
          .map((id) => ({ path: [...path, 'questions', id], message: 'there is no such question' })),
      ]
    }),
  ]
}
