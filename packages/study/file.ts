/** The study file: all that fixes a study, as one YAML document that can be committed beside a paper. See docs/study-file.md. */
import { createHash } from 'node:crypto'
import { headphoneChecks, wordingSchema } from '@earshot/contract/blind'
import { languageSchema } from '@earshot/contract/languages'
import { parse } from 'yaml'
import { z } from 'zod'
import { allocations } from './allocation.ts'
import { recruitmentSchema } from './recruitment.ts'
import { checkArrangement, NoArrangement, presentationOrders } from './presentation.ts'
import { questionSchema, translationGaps, translationSchema } from './translations.ts'

export const slugSchema = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and single hyphens')

const studySourceSchema = z.strictObject({
  /** Name of a source whose pool of clips exists. */
  source: z.string().min(1),
  /** What tables and figures call it. */
  label: z.string().min(1),
  /** How many of its clips each respondent hears. */
  clips: z.int().positive().max(100),
  /** The human sources it is compared with; by default all human sources of the study. */
  baseline: z.array(z.string()).optional(),
})

/** So few clips would tell somebody of a single one whether the answer was right. */
const fewestScored = 5

export const studyFileSchema = z
  .strictObject({
    slug: slugSchema,
    ...wordingSchema.shape,
    sources: z.array(studySourceSchema).min(1),
    /** Who has approved the study, with its number. */
    ethics: z.string().min(1).max(500).optional(),
    /** In years; respondents agree that they are not younger. */
    minimumAge: z.int().min(1).max(120).optional(),
    /** Order of the clips within a run. */
    order: z.enum(presentationOrders).default('random'),
    /** No more clips of one source than this follow one another. */
    mostInARow: z.int().positive().max(20).optional(),
    /** After how many clips a rest is offered; 0 for none. By default half way through runs of eight clips and more. */
    breakAfter: z.int().nonnegative().max(1000).optional(),
    /** Which of a source's clips a respondent hears: by default those with the fewest ratings. */
    allocation: z.enum(allocations).optional(),
    /** Questions after the last clip, all of which may be declined. */
    questions: z.array(questionSchema).default([]),
    /** Which respondents may choose from, by default English alone; the words of this file are in the first. */
    languages: z.array(languageSchema).min(1).optional(),
    /** The words in the further languages. */
    translations: z.partialRecord(languageSchema, translationSchema).optional(),
    /** Before the first clip: setting the volume (unless level is false), and a headphone check. */
    sound: z
      .strictObject({
        level: z.boolean().default(true),
        check: z.enum(headphoneChecks).optional(),
        /** Only who passes the check goes on. */
        required: z.boolean().default(false),
      })
      .optional(),
    /** How many seconds of a clip must have been heard before it is answered; by default the whole clip. */
    hear: z.union([z.literal('whole'), z.number().nonnegative()]).optional(),
    /** How often a clip may be played from its beginning; by default as often as one likes. */
    plays: z.int().positive().max(20).optional(),
    /** So many clips come before the others, for practice. */
    practice: z.int().nonnegative().max(10).optional(),
    /** So many of a run's clips come once more in its second half, without a word. */
    repeats: z.int().nonnegative().max(10).optional(),
    /** What may be said of each clip besides the rating; by default a comment. */
    asks: z
      .strictObject({
        recognised: z.boolean().default(false),
        tags: z.array(z.string().min(1).max(100)).min(1).max(12).optional(),
        comment: z.boolean().default(true),
      })
      .optional(),
    /** What respondents read when they have finished. */
    debriefing: z.string().min(1).max(5000).optional(),
    /** Whether respondents learn at the end how often they were right, over all clips. */
    score: z.boolean().optional(),
    /** Fixes which clips each respondent hears, and in which order. */
    seed: z.int().nonnegative(),
    /** How respondents are sent and go back, where a site recruits them. */
    recruitment: recruitmentSchema.optional(),
    /** So many days after a run began all that its respondent gave is deleted; without it, nothing is by itself. */
    retentionDays: z.int().min(1).max(36_500).optional(),
    /** The smallest difference in mean rating that matters, declared before the data. */
    margin: z.number().positive().max(4).optional(),
    /** After how many respondents the results may be looked at; "open": at any time, which rules out inference. */
    looks: z.union([z.literal('open'), z.array(z.int().positive())]).default([]),
    /** Length of every clip. */
    seconds: z.number().positive().max(600).default(30),
    /** Declared where the sources were built with different gates, which the results then say. */
    gates: z.literal('different').optional(),
    /** Declared where human songs passed through an encoding that no compared model has, which the results then name. */
    encoding: z.literal('different').optional(),
    /** What a reader of the results must know. */
    notes: z.array(z.string()).default([]),
  })
  .superRefine((file, context) => {
    const names = file.sources.map(({ source }) => source)
    for (const [index, { source, baseline = [] }] of file.sources.entries()) {
      if (names.indexOf(source) !== index) {
        context.addIssue({
          code: 'custom',
          path: ['sources', index, 'source'],
          message: `"${source}" is listed twice`,
        })
      }
      for (const name of baseline) {
        if (!names.includes(name) || name === source) {
          const message = `"${name}" is not another source of this study`
          context.addIssue({ code: 'custom', path: ['sources', index, 'baseline'], message })
        }
      }
    }
    const ids = file.questions.map(({ id }) => id)
    for (const [index, question] of file.questions.entries()) {
      const path = ['questions', index]
      if (ids.indexOf(question.id) !== index) {
        context.addIssue({ code: 'custom', path: [...path, 'id'], message: `"${question.id}" is used twice` })
      }
      if ((question.type === 'choice') !== (question.options !== undefined)) {
        const message = 'a choice has options, and nothing else has'
        context.addIssue({ code: 'custom', path: [...path, 'options'], message })
      }
      if (new Set(question.options).size !== (question.options ?? []).length) {
        context.addIssue({ code: 'custom', path: [...path, 'options'], message: 'an option is listed twice' })
      }
    }
    if (new Set(file.languages).size !== (file.languages ?? []).length)
      context.addIssue({ code: 'custom', path: ['languages'], message: 'a language is listed twice' })
    if (new Set(file.asks?.tags).size !== (file.asks?.tags ?? []).length)
      context.addIssue({ code: 'custom', path: ['asks', 'tags'], message: 'a tag is listed twice' })
    for (const gap of translationGaps(file)) context.addIssue({ code: 'custom', ...gap })
    if (file.sound?.required && !file.sound.check) {
      const message = 'names no headphone check that could be required'
      context.addIssue({ code: 'custom', path: ['sound', 'check'], message })
    }
    if (typeof file.hear === 'number' && file.hear > file.seconds)
      context.addIssue({ code: 'custom', path: ['hear'], message: 'is longer than a clip' })
    const clips = file.sources.reduce((sum, source) => sum + source.clips, 0)
    if ((file.repeats ?? 0) * 2 > clips) {
      const message = 'is more than half of the clips of a run'
      context.addIssue({ code: 'custom', path: ['repeats'], message })
    }
    if (file.score && clips < fewestScored) {
      const message = `wants at least ${String(fewestScored)} clips, so that nobody learns the source of one`
      context.addIssue({ code: 'custom', path: ['score'], message })
    }
    if (file.looks !== 'open' && file.looks.some((look, index, looks) => look <= (looks[index - 1] ?? 0))) {
      context.addIssue({ code: 'custom', path: ['looks'], message: 'each look comes after the one before' })
    }
    try {
      checkArrangement(file.sources, file)
    } catch (error) {
      if (!(error instanceof NoArrangement)) throw error
      context.addIssue({ code: 'custom', path: ['mostInARow'], message: error.message })
    }
    for (const path of unstorable(file)) {
      context.addIssue({ code: 'custom', path, message: 'holds a character that cannot be stored' })
    }
  })

/** Places of strings that PostgreSQL's JSON refuses: with NUL, or with half of a surrogate pair. */
function unstorable(value: unknown, path: string[] = []): string[][] {
  if (typeof value === 'string') return /[\0\p{Surrogate}]/u.test(value) ? [path] : []
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, member]) => unstorable(member, [...path, key]))
}

export type StudyFile = z.infer<typeof studyFileSchema>
export type StudySource = StudyFile['sources'][number]

/** A study file that cannot be used; the message lists every field that is wrong. */
export class StudyFileError extends Error {}

/** Reads a study file from YAML (or JSON, which is YAML). Throws StudyFileError with the line or the fields. */
export function parseStudyFile(text: string): StudyFile {
  let document: unknown
  try {
    document = parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StudyFileError(`The study file is not YAML: ${why}`, { cause: error })
  }
  return checkStudyFile(document)
}

/** Checks a study file that was read already. Throws StudyFileError with the fields. */
export function checkStudyFile(document: unknown): StudyFile {
  const parsed = studyFileSchema.safeParse(document)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map(
    ({ path, message }) => `  ${path.join('.') || '(whole file)'}: ${message}`,
  )
  throw new StudyFileError(`The study file has ${String(lines.length)} mistake(s):\n${lines.join('\n')}`)
}

/** SHA-256 of the file's meaning: key order and YAML style do not matter. */
export function studyFileHash(file: StudyFile): string {
  return createHash('sha256').update(canonical(file)).digest('hex')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}
