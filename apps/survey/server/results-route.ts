/** What the routes of a study's results share: who may ask, and of which respondents. Server only. */
import { surveyRoutes } from '@earshot/contract/survey'
import type { Scope } from '@earshot/contract/results'
import type { NextRequest } from 'next/server'
import { z } from 'zod'
import { isResearcher, resultsArePublic } from './access.ts'
import { Refusal } from './replies.ts'

export interface SlugContext {
  params: Promise<{ slug: string }>
}

export async function resultsRequest(
  request: NextRequest,
  { params }: SlugContext,
): Promise<{ slug: string; of: Scope }> {
  const { slug } = await params
  if (!resultsArePublic(slug) && !(await isResearcher(request.cookies))) {
    throw new Refusal(401, 'Open the link for researchers first; npm start prints it.')
  }
  const query = surveyRoutes.results.query.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (!query.success) throw new Refusal(400, z.prettifyError(query.error))
  return { slug, of: query.data.of }
}
