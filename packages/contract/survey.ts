/** The survey's routes: the respondent's (by cookie), and the researcher's (by the secret link). */
import { z } from 'zod'
import {
  answerSchema,
  beginSchema,
  blindTrialSchema,
  replaceSchema,
  responsesSchema,
  runStateSchema,
  skipSchema,
  soundSchema,
} from './blind.ts'
import {
  dataSetSchema,
  listedDataSetSchema,
  songListQuerySchema,
  songListSchema,
  songSchema,
} from './data-sets.ts'
import { comparisonSchema, originalitySchema } from './originality.ts'
import { jobSchema } from './generator.ts'
import { leakCheckSchema, resultsSchema, scopeSchema } from './results.ts'
import type { Route } from './route.ts'

const slug = z.string().min(1).max(100)
const params = z.object({ slug })
const name = z.string().min(1).max(100)
const song = z.object({ name, id: z.string().min(1).max(100) })
/** Where the run stands now. */
const response = z.strictObject({ state: runStateSchema })

const lintJob = z.object({ job: jobSchema.nullable() })

export const surveyRoutes = {
  health: {
    method: 'GET',
    path: '/api/health',
    summary: 'Whether the survey and its database work.',
    response: z.object({ status: z.literal('ok'), database: z.literal('connected') }),
  },
  startRun: {
    method: 'POST',
    path: '/api/studies/:slug/respondents',
    summary: 'Agrees and starts a run; a cookie holds its secret.',
    params,
    body: beginSchema,
    response,
  },
  withdraw: {
    method: 'DELETE',
    path: '/api/studies/:slug/respondents',
    summary: "Deletes all that the respondent gave; a finished run's code stays valid.",
    params,
    response,
  },
  showLink: {
    method: 'GET',
    path: '/api/studies/:slug/link',
    summary: "The secret of this browser's run, for a link that takes it up on another device.",
    params,
    response: z.strictObject({ token: beginSchema.shape.token }),
  },
  followLink: {
    method: 'POST',
    path: '/api/studies/:slug/link',
    summary: 'Takes up in this browser the run of a secret.',
    params,
    body: z.strictObject({ token: beginSchema.shape.token }),
    response,
  },
  setSound: {
    method: 'POST',
    path: '/api/studies/:slug/sound',
    summary: 'Says that the sound is set, with what one listens with and how the headphone check went.',
    params,
    body: soundSchema,
    response,
  },
  answerTrial: {
    method: 'POST',
    path: '/api/studies/:slug/answers',
    summary: 'Stores a rating; answered after the commit. The same answer again is acknowledged again.',
    params,
    body: answerSchema,
    response,
  },
  skipTrial: {
    method: 'POST',
    path: '/api/studies/:slug/skips',
    summary: 'Leaves out a clip that does not play.',
    params,
    body: skipSchema,
    response,
  },
  replaceClip: {
    method: 'POST',
    path: '/api/studies/:slug/replacements',
    summary: 'Gives another clip of the same kind in place of one that does not play.',
    params,
    body: replaceSchema,
    response,
  },
  finishRun: {
    method: 'POST',
    path: '/api/studies/:slug/responses',
    summary: 'Stores the answers to the questions at the end and finishes the run.',
    params,
    body: z.strictObject({ responses: responsesSchema }),
    response,
  },
  clip: {
    method: 'GET',
    path: '/api/clips/:key',
    summary: "The audio of a clip of the respondent's own run.",
    params: z.object({ key: blindTrialSchema.shape.key }),
    response: 'bytes',
  },
  listStudies: {
    method: 'GET',
    path: '/api/studies',
    summary: 'All studies, for researchers.',
    response: z.object({
      studies: z.array(
        z.object({
          slug: z.string(),
          title: z.string(),
          status: z.enum(['draft', 'pilot', 'open', 'closed']),
          linkage: z.enum(['full', 'none']),
          respondents: z.int(),
          finished: z.int(),
          ratings: z.int(),
          example: z.boolean(),
        }),
      ),
    }),
  },
  changeStatus: {
    method: 'POST',
    path: '/api/studies/:slug/status',
    summary:
      'Opens or closes a study, for researchers. It opens only where its leak check passed or was waived.',
    params,
    body: z.strictObject({ status: z.enum(['open', 'closed']) }),
    response: z.object({ status: z.enum(['draft', 'pilot', 'open', 'closed']) }),
  },
  waiveLeakCheck: {
    method: 'POST',
    path: '/api/studies/:slug/waivers',
    summary: 'Lets a study open without a leak check that passed, by the word of a named person.',
    params,
    body: z.strictObject({ by: z.string().max(200), reason: z.string().max(2000) }),
    response: z.object({ leakCheck: leakCheckSchema }),
  },
  startLint: {
    method: 'POST',
    path: '/api/studies/:slug/lint',
    summary: 'Queues a leak check of a study; one that waits or runs already is answered instead.',
    params,
    response: lintJob,
  },
  showLint: {
    method: 'GET',
    path: '/api/studies/:slug/lint',
    summary: 'The newest leak check of a study and how far it is; null where there was none.',
    params,
    response: lintJob,
  },
  cancelLint: {
    method: 'DELETE',
    path: '/api/studies/:slug/lint',
    summary: 'Cancels the leak check of a study; nothing of it is kept.',
    params,
    response: lintJob,
  },
  results: {
    method: 'GET',
    path: '/api/studies/:slug/results',
    summary: "The paper's tables of a study.",
    params,
    query: z.object({ of: scopeSchema.default('real') }),
    response: resultsSchema,
  },
  ratings: {
    method: 'GET',
    path: '/api/studies/:slug/ratings.csv',
    summary: 'The ratings in long form, as CSV.',
    params,
    query: z.object({ of: scopeSchema.default('real') }),
    response: 'bytes',
  },
  trials: {
    method: 'GET',
    path: '/api/studies/:slug/trials.csv',
    summary: 'All that is known of each trial, practice and repeated ones too, as CSV.',
    params,
    query: z.object({ of: scopeSchema.default('real') }),
    response: 'bytes',
  },
  listDataSets: {
    method: 'GET',
    path: '/api/data',
    summary: 'All data sets, for researchers.',
    response: z.object({ dataSets: z.array(listedDataSetSchema) }),
  },
  showDataSet: {
    method: 'GET',
    path: '/api/data/:name',
    summary: 'A data set: where it comes from, what was refused, near-duplicates, splits, histograms.',
    params: z.object({ name }),
    response: dataSetSchema,
  },
  originality: {
    method: 'GET',
    path: '/api/data/:name/originality',
    summary: 'How much the clips of each pool that was checked share with the songs of a data set.',
    params: z.object({ name }),
    response: z.object({ reports: z.array(originalitySchema) }),
  },
  compareDataSets: {
    method: 'GET',
    path: '/api/data/compare',
    summary: 'How far two data sets or pools lie apart, feature by feature.',
    query: z.object({ a: name, b: name }),
    response: comparisonSchema,
  },
  listSongs: {
    method: 'GET',
    path: '/api/data/:name/songs',
    summary: 'Songs of a data set: searched, filtered, sorted, and paged.',
    params: z.object({ name }),
    query: songListQuerySchema,
    response: songListSchema,
  },
  showSong: {
    method: 'GET',
    path: '/api/data/:name/songs/:id',
    summary: 'A song with its notes, features and near-duplicates.',
    params: song,
    response: songSchema,
  },
  songMidi: {
    method: 'GET',
    path: '/api/data/:name/songs/:id/midi',
    summary: 'The notes of a song as a MIDI file.',
    params: song,
    response: 'bytes',
  },
  songAudio: {
    method: 'GET',
    path: '/api/data/:name/songs/:id/audio',
    summary: 'A minute of a song as MP3, sent while the generator makes it with one velocity for all notes.',
    params: song,
    /** In seconds. The first note at or after it sounds half a second after the beginning of the sound. */
    query: z.object({ from: z.coerce.number().nonnegative().max(86_400).default(0) }),
    response: 'stream',
  },
} satisfies Record<string, Route>
