/**
 * All that a respondent's browser ever receives about a trial. These types have no field that could hold or predict a
 * source: a clip is a random key, the same clip has another key for each respondent, and every clip is equally long.
 */
import { z } from 'zod'
import { languageSchema } from './languages.ts'

export const blindTrialSchema = z.strictObject({
  /** 128 random bits; names the trial in answers and its audio at /api/clips/KEY. */
  key: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  /** 1, 2, ... */
  position: z.int().positive(),
  total: z.int().positive(),
  /** Length of every clip of the study. */
  seconds: z.number().positive(),
  /** Before the clips that count, with positions of its own. */
  practice: z.literal(true).optional(),
})
export type BlindTrial = z.infer<typeof blindTrialSchema>

/** One of several answers: what is stored, and what the respondent reads in the language of the run. */
export const choiceLabelSchema = z.strictObject({ value: z.string().min(1), label: z.string().min(1) })
export type ChoiceLabel = z.infer<typeof choiceLabelSchema>

export const endQuestionSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  text: z.string().min(1),
  type: z.enum(['text', 'choice']),
  /** For a choice; "Prefer not to say" is always offered beside them. */
  options: z.array(choiceLabelSchema).min(1).optional(),
})
export type EndQuestion = z.infer<typeof endQuestionSchema>

/** How the trials of a study are answered: the same for every clip. */
export const trialRulesSchema = z.strictObject({
  /** So many different seconds of a clip are heard before it can be answered. */
  hear: z.number().nonnegative(),
  /** How often a clip may be started from its beginning; absent: as often as one likes. */
  plays: z.int().positive().optional(),
  /** Whether one may say that one knows the piece, choose what made one decide, and write why. */
  recognised: z.boolean(),
  tags: z.array(choiceLabelSchema),
  comment: z.boolean(),
})
export type TrialRules = z.infer<typeof trialRulesSchema>

/** What a headphone check plays: a pitch that only two ears together hear, or a tone that cancels itself out in a room. */
export const headphoneChecks = ['huggins', 'antiphase'] as const

/** What a respondent says of the sound, before the first clip. */
export const soundSchema = z.strictObject({
  output: z.enum(['headphones', 'speakers', 'device']).optional(),
  /** Each time that the headphone check was done to its end. */
  checks: z
    .array(
      z.strictObject({
        kind: z.enum(headphoneChecks),
        correct: z.int().nonnegative(),
        rounds: z.int().positive(),
      }),
    )
    .max(50)
    .default([]),
})
export type Sound = z.infer<typeof soundSchema>

/** How often somebody was right who was sure, over the whole run and never for one clip. */
export const scoreSchema = z.strictObject({
  /** Clips rated other than 3. */
  told: z.int().nonnegative(),
  right: z.int().nonnegative(),
  unsure: z.int().nonnegative(),
})
export type Score = z.infer<typeof scoreSchema>

/** Answers to the questions at the end by their ids; a declined question is absent. */
export const responsesSchema = z.record(endQuestionSchema.shape.id, z.string().max(2000))

/** The words of a study that its respondents read. */
export const wordingSchema = z.strictObject({
  title: z.string().min(1),
  introduction: z.string().min(1),
  question: z.string().min(1),
  /** What 1 and 5 mean. */
  ends: z.strictObject({ low: z.string().min(1), high: z.string().min(1) }),
  contact: z.string().min(1),
  consent: z.string().min(1),
})
export type Wording = z.infer<typeof wordingSchema>

/** Where a run stands; what the page shows. */
export const runStateSchema = z.discriminatedUnion('step', [
  z.strictObject({
    step: z.literal('sound'),
    /** Whether a level is set, and which headphone check follows. */
    level: z.boolean(),
    check: z.enum(headphoneChecks).nullable(),
    /** Whether one goes on only with headphones. */
    required: z.boolean(),
    first: blindTrialSchema,
  }),
  z.strictObject({ step: z.literal('trial'), trial: blindTrialSchema, next: blindTrialSchema.optional() }),
  z.strictObject({ step: z.literal('questions'), questions: z.array(endQuestionSchema) }),
  z.strictObject({
    step: z.literal('finished'),
    completionCode: z.string(),
    /** Of the site that sent the respondent. */
    returnTo: z.url().optional(),
    /** The study's words after the end. */
    debriefing: z.string().optional(),
    score: scoreSchema.optional(),
  }),
  /** All that was given is deleted; the code of a run that was finished stays valid. */
  z.strictObject({ step: z.literal('withdrawn'), completionCode: z.string().optional() }),
])
export type RunState = z.infer<typeof runStateSchema>

/** Milliseconds that the database can hold: 24 days. */
const milliseconds = z.int().nonnegative().max(2_147_483_647)

export const playEventSchema = z.strictObject({
  kind: z.enum(['play', 'pause', 'seek', 'ended', 'hidden', 'visible', 'error', 'choose']),
  /** Milliseconds since the trial was shown. */
  atMs: milliseconds,
  /** Seconds into the clip. */
  clipTime: z.number().nonnegative(),
  /** Of a choice, which may still be changed before the answer is sent. */
  value: z.int().min(1).max(5).optional(),
})
export type PlayEvent = z.infer<typeof playEventSchema>

/** What the browser sends for a rating; `id` is made there, so that sending twice stores once. */
export const answerSchema = z.strictObject({
  id: z.uuid(),
  key: blindTrialSchema.shape.key,
  value: z.int().min(1).max(5),
  comment: z.string().max(500).optional(),
  /** That one knows the piece, where the study asks. */
  recognised: z.boolean().optional(),
  /** Of the study's tags. */
  tags: z.array(z.string().max(100)).max(20).optional(),
  rtMs: milliseconds.optional(),
  events: z.array(playEventSchema).max(1000).default([]),
})
export type Answer = z.infer<typeof answerSchema>

/** What the browser sends for a clip that cannot be heard. */
export const skipSchema = z.strictObject({
  key: blindTrialSchema.shape.key,
  reason: z.string().min(1).max(200),
})

/** What the browser sends for a clip that does not play, to get another one in its place. */
export const replaceSchema = z.strictObject({ key: blindTrialSchema.shape.key })

/** What the browser sends to begin. */
export const beginSchema = z.strictObject({
  consent: z.literal(true),
  /** The browser makes the token, so that pressing twice, or in two tabs at once, starts one run. */
  token: z.string().regex(/^[A-Za-z0-9_-]{22,64}$/),
  /** In which the welcome page was read. */
  language: languageSchema.default('en'),
  /** Parameters of the link; what the study does not declare is not kept. */
  link: z.record(z.string().max(64), z.string().max(200)).default({}),
})
