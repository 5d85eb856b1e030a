/** What the routes by which researchers change a study share: who may ask, and how a refusal is told. Server only. */
import { ContractError } from '@earshot/contract/route'
import { StudyError } from '@earshot/study/studies'
import type { NextRequest } from 'next/server'
import { isResearcher } from './access.ts'
import { answering, Refusal, requireSameSite } from './replies.ts'
import type { SlugContext } from './results-route.ts'

/** A route for researchers; what a study refuses is answered with 409 and its sentence. */
export const studyRoute =
  (handle: (request: NextRequest, slug: string) => Promise<Response>) =>
  (request: NextRequest, { params }: SlugContext): Promise<Response> =>
    answering(async () => {
      if (!(await isResearcher(request.cookies)))
        throw new Refusal(401, 'Open the link for researchers first; npm start prints it.')
      requireSameSite(request)
      try {
        return await handle(request, (await params).slug)
      } catch (error) {
        if (error instanceof StudyError) throw new Refusal(409, error.message)
        if (error instanceof ContractError) throw new Refusal(error.status, error.message)
        throw error
      }
    })
