/** What the routes and pages of data sets share: who may ask, and what is answered where there is none. Server only. */
import { Refusal as DataRefusal } from '@earshot/jobs/work'
import { notFound } from 'next/navigation'
import type { NextRequest } from 'next/server'
import { isResearcher } from './access.ts'
import { answering, Refusal } from './replies.ts'

/** Of a page or a route of a data set or song; Next gives segments as they stand in the address. */
export interface SongParams {
  name: string
  id: string
}

/** A GET route for researchers. A refusal by the data layer means that there is no such thing: 404. */
export const dataRoute =
  <Params extends object = object>(handle: (request: NextRequest, params: Params) => Promise<Response>) =>
  (request: NextRequest, { params }: { params: Promise<Params> }): Promise<Response> =>
    answering(async () => {
      if (!(await isResearcher(request.cookies)))
        throw new Refusal(401, 'Open the link for researchers first; npm start prints it.')
      try {
        return await handle(request, decoded(await params))
      } catch (error) {
        throw error instanceof DataRefusal ? new Refusal(404, error.message) : error
      }
    })

/** What a look-up gives, or the page "not found" where the data layer refuses. */
export async function orNotFound<T>(lookUp: Promise<T>): Promise<T> {
  try {
    return await lookUp
  } catch (error) {
    if (error instanceof DataRefusal) notFound()
    throw error
  }
}

/** Segments as they are meant: a data set's name may hold spaces, and never a per cent sign. */
export const decoded = <Params extends object>(params: Params): Params =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, decodeSegment(String(value))]),
  ) as Params

function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
