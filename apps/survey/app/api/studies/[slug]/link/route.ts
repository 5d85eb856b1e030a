import { surveyRoutes } from '@earshot/contract/survey'
import { findRun } from '@earshot/study/run'
import type { NextRequest } from 'next/server'
import { answering, readBody, Refusal, reply } from '../../../../../server/replies.ts'
import { keepRunToken, runToken } from '../../../../../server/run-cookie.ts'
import type { SlugContext } from '../../../../../server/run-route.ts'
import { services } from '../../../../../server/services.ts'

const ended = 'This session has ended, because instructions fade. You can start again.'

/** The secret of this browser's run, where there is one: its respondent may carry it to another device. */
export const GET = (request: NextRequest, { params }: SlugContext): Promise<Response> =>
  answering(async () => {
    const { slug } = await params
    const token = runToken(request.cookies, slug)
    const state = await findRun(services().database, { slug, token, now: new Date() })
    if (!state) throw new Refusal(404, ended)
    return reply(surveyRoutes.showLink.response, { token })
  })

/** Gives this browser the run of a secret. */
export const POST = (request: NextRequest, { params }: SlugContext): Promise<Response> =>
  answering(async () => {
    const { slug } = await params
    const { token } = await readBody(request, surveyRoutes.followLink.body)
    const state = await findRun(services().database, { slug, token, now: new Date() })
    if (!state) throw new Refusal(404, ended)
    const response = reply(surveyRoutes.followLink.response, { state })
    keepRunToken(response, request, slug, token)
    return response
  })
