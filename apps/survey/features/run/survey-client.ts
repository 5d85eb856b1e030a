/**
 * The respondent's side of the contract, in the browser. Its types are the contract's; the schemas stay on the server,
 * which checks what it is sent and what it sends, so that a phone need not fetch a validator.
 */
import type { Input, Output, Problem } from '@earshot/contract/route'
import type { surveyRoutes } from '@earshot/contract/survey'
import { Refused } from './refused.ts'

type Routes = typeof surveyRoutes
type RunRoute =
  | 'startRun'
  | 'showLink'
  | 'followLink'
  | 'setSound'
  | 'answerTrial'
  | 'skipTrial'
  | 'replaceClip'
  | 'finishRun'
  | 'withdraw'

/** What is behind /api/studies/SLUG/. */
const places: { [Name in RunRoute]: LastPart<Routes[Name]['path']> } = {
  startRun: 'respondents',
  showLink: 'link',
  followLink: 'link',
  setSound: 'sound',
  answerTrial: 'answers',
  skipTrial: 'skips',
  replaceClip: 'replacements',
  finishRun: 'responses',
  withdraw: 'respondents',
}
type LastPart<Path extends string> = Path extends `/api/studies/:slug/${infer Last}` ? Last : never

/** Asks a route of the run. Throws Refused with the server's sentence, or a TypeError where there is no connection. */
const asker =
  <Name extends RunRoute>(name: Name, method: Routes[Name]['method']) =>
  async ({ params, ...rest }: Input<Routes[Name]>): Promise<Output<Routes[Name]>> => {
    // Relative, since the browser knows by which name it reached the survey.
    const response = await fetch(`/api/studies/${encodeURIComponent(params.slug)}/${places[name]}`, {
      method,
      ...('body' in rest
        ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(rest.body) }
        : {}),
    })
    if (!response.ok) throw await refusal(response)
    return (await response.json()) as Output<Routes[Name]>
  }

async function refusal(response: Response): Promise<Refused> {
  const { error, code } = (await response.json().catch(() => ({}))) as Partial<Problem>
  return new Refused(response.status, error ?? `HTTP ${String(response.status)}`, code)
}

export const surveyClient = {
  startRun: asker('startRun', 'POST'),
  showLink: asker('showLink', 'GET'),
  followLink: asker('followLink', 'POST'),
  setSound: asker('setSound', 'POST'),
  answerTrial: asker('answerTrial', 'POST'),
  skipTrial: asker('skipTrial', 'POST'),
  replaceClip: asker('replaceClip', 'POST'),
  finishRun: asker('finishRun', 'POST'),
  withdraw: asker('withdraw', 'DELETE'),
}
