/**
 * All that a respondent's browser ever receives about a trial. These types have no field that could hold or predict a
 * source: a clip is a random key, the same clip has another key for each respondent, and every clip is equally long.
 */
import { z } from 'zod'

export const blindTrialSchema = z.strictObject({
  /** 128 random bits; names the trial in answers and its audio at /api/clips/KEY. */
  key: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  /** 1, 2, ... */
  position: z.int().positive(),
  total: z.int().positive(),
  /** Length of every clip of the study. */
  seconds: z.number().positive(),
})
export type BlindTrial = z.infer<typeof blindTrialSchema>

export const endQuestionSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  text: z.string().min(1),
  type: z.enum(['text', 'choice']),
  /** For a choice; "Prefer not to say" is always offered beside them. */
  options: z.array(z.string().min(1)).min(1).optional(),
})
export type EndQuestion = z.infer<typeof endQuestionSchema>

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
  z.strictObject({ step: z.literal('trial'), trial: blindTrialSchema, next: blindTrialSchema.optional() }),
  z.strictObject({ step: z.literal('questions'), questions: z.array(endQuestionSchema) }),
  z.strictObject({
    step: z.literal('finished'),
    completionCode: z.string(),
    /** Of the site that sent the respondent. */
    returnTo: z.url().optional(),
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
  rtMs: milliseconds.optional(),
  events: z.array(playEventSchema).max(1000).default([]),
})
export type Answer = z.infer<typeof answerSchema>

/** What the browser sends for a clip that cannot be heard. */
export const skipSchema = z.strictObject({
  key: blindTrialSchema.shape.key,
  reason: z.string().min(1).max(200),
})
