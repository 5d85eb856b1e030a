import { surveyRoutes } from '@earshot/contract/survey'
import { beginRun, findRun, startRun } from '@earshot/study/run'
import type { NextRequest } from 'next/server'
import { answering, readBody, Refusal, reply } from '../../../../../server/replies.ts'
import { keepRunToken, runToken } from '../../../../../server/run-cookie.ts'
import type { SlugContext } from '../../../../../server/run-route.ts'
import { services } from '../../../../../server/services.ts'

/** Starts a run, or answers where the one of this browser stands: pressing twice starts once. */
export const POST = (request: NextRequest, { params }: SlugContext): Promise<Response> =>
  answering(async () => {
    const { slug } = await params
    const { database } = services()
    const { token } = await readBody(request, surveyRoutes.startRun.body)
    const now = new Date()
    const own = { slug, token: runToken(request.cookies, slug), now }
    await beginRun(database, own)
    const running = await findRun(database, own)
    if (running) return reply(surveyRoutes.startRun.response, { state: running })
    const started = await startRun(database, { slug, kind: 'real', now, token })
    if (!started.ok) throw new Refusal(started.status, started.reason)
    const state = await findRun(database, { slug, token: started.token, now })
    if (!state) throw new Error('the run just started is missing')
    const response = reply(surveyRoutes.startRun.response, { state })
    keepRunToken(response, request, slug, started.token)
    return response
  })
