/** What the routes that answer with CSV share. Server only. */
import type { Scope } from '@earshot/contract/results'
import type { Database } from '@earshot/database/database'
import type { NextRequest } from 'next/server'
import { answering, Refusal } from './replies.ts'
import { resultsRequest, type SlugContext } from './results-route.ts'
import { services } from './services.ts'

/** A route that answers with the file that `make` gives of a study and a kind of respondents; `part` is in the file's name. */
export const csvRoute =
  (part: string, make: (database: Database, slug: string, of: Scope) => Promise<string | undefined>) =>
  (request: NextRequest, context: SlugContext): Promise<Response> =>
    answering(async () => {
      const { slug, of } = await resultsRequest(request, context)
      const csv = await make(services().database, slug, of)
      if (csv === undefined) throw new Refusal(404, `There is no study "${slug}".`)
      return new Response(csv, {
        headers: {
          'Content-Type': 'text/csv; charset=utf-8',
          'Content-Disposition': `attachment; filename="${slug}-${of}${part}.csv"`,
          'Cache-Control': 'private, no-store',
        },
      })
    })
