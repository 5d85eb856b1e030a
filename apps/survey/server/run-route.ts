/** What the respondent's routes share: the run of the cookie, and how a step of it is answered. Server only. */
import { surveyRoutes } from '@earshot/contract/survey'
import type { Moved } from '@earshot/study/run'
import type { NextRequest } from 'next/server'
import type { z } from 'zod'
import { answering, readBody, Refusal, reply } from './replies.ts'
import { runToken } from './run-cookie.ts'

export interface SlugContext {
  params: Promise<{ slug: string }>
}

interface Step<Body> {
  slug: string
  token: string
  now: Date
  body: Body
}

/** A route that moves the respondent's run on: checks the body, does the step, answers where the run stands. */
export function runRoute<Schema extends z.ZodType>(
  schema: Schema,
  move: (step: Step<z.output<Schema>>) => Promise<Moved>,
) {
  return (request: NextRequest, { params }: SlugContext): Promise<Response> =>
    answering(async () => {
      const { slug } = await params
      const body = await readBody(request, schema)
      const moved = await move({ slug, token: runToken(request.cookies, slug), now: new Date(), body })
      if (!moved.ok) throw new Refusal(moved.status, moved.reason)
      return reply(surveyRoutes.answerTrial.response, { state: moved.state })
    })
}
