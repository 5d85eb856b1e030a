import { ratingsCsv } from '@earshot/study/results'
import type { NextRequest } from 'next/server'
import { resultsRequest, type SlugContext } from '../../../../../server/results-route.ts'
import { answering, Refusal } from '../../../../../server/replies.ts'
import { services } from '../../../../../server/services.ts'

export const GET = (request: NextRequest, context: SlugContext): Promise<Response> =>
  answering(async () => {
    const { slug, of } = await resultsRequest(request, context)
    const csv = await ratingsCsv(services().database, slug, of)
    if (csv === undefined) throw new Refusal(404, `There is no study "${slug}".`)
    return new Response(csv, {
      headers: {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="${slug}-${of}.csv"`,
        'Cache-Control': 'private, no-store',
      },
    })
  })
