import { surveyRoutes } from '@earshot/contract/survey'
import { coarseDevice } from '@earshot/study/device'
import { beginRun, findRun, startRun, withdraw } from '@earshot/study/run'
import type { NextRequest } from 'next/server'
import { answering, readBody, Refusal, reply, requireSameSite } from '../../../../../server/replies.ts'
import { keepRunToken, runToken } from '../../../../../server/run-cookie.ts'
import type { SlugContext } from '../../../../../server/run-route.ts'
import { services } from '../../../../../server/services.ts'

/** Starts a run, or answers where the one of this browser stands: pressing twice starts once. */
export const POST = (request: NextRequest, { params }: SlugContext): Promise<Response> =>
  answering(async () => {
    const { slug } = await params
    const { database } = services()
    const { token, link, language } = await readBody(request, surveyRoutes.startRun.body)
    const now = new Date()
    const own = { slug, token: runToken(request.cookies, slug), now }
    await beginRun(database, own)
    const running = await findRun(database, own)
    if (running) return reply(surveyRoutes.startRun.response, { state: running })
    const device = coarseDevice(request.headers.get('user-agent') ?? '')
    const started = await startRun(database, { slug, kind: 'real', now, token, link, language, device })
    if (!started.ok) throw new Refusal(started.status, started.reason, started.code)
    const state = await findRun(database, { slug, token: started.token, now })
    if (!state) throw new Error('the run just started is missing')
    const response = reply(surveyRoutes.startRun.response, { state })
    keepRunToken(response, request, slug, started.token)
    return response
  })

/** Deletes all that the respondent of this browser gave. */
export const DELETE = (request: NextRequest, { params }: SlugContext): Promise<Response> =>
  answering(async () => {
    requireSameSite(request)
    const { slug } = await params
    const token = runToken(request.cookies, slug)
    const moved = await withdraw(services().database, { slug, token, now: new Date() })
    if (!moved.ok) throw new Refusal(moved.status, moved.reason)
    return reply(surveyRoutes.withdraw.response, { state: moved.state })
  })
