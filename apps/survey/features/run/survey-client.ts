/** The respondent's side of the contract, in the browser. */
import { surveyRoutes } from '@earshot/contract/survey'
import { createClient } from '@earshot/contract/route'

const { startRun, answerTrial, skipTrial, finishRun } = surveyRoutes

/** Addresses are relative: the browser knows by which name it reached the survey. */
export const surveyClient = createClient({ startRun, answerTrial, skipTrial, finishRun }, '')
