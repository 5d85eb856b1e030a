import type { NextRequest } from 'next/server'
import { keepLanguage, languageOf } from '../../../../../server/language-cookie.ts'

/** Chooses a language and goes on to the study, with whatever else the link says; one that Earshot does not speak is left out. */
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ slug: string; language: string }> },
): Promise<Response> {
  const { slug, language: tag } = await params
  // Relative, since the browser knows by which name it reached the survey.
  const location = `/s/${encodeURIComponent(slug)}${request.nextUrl.search}`
  const response = new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } })
  const language = languageOf(tag)
  if (language) keepLanguage(response, request, language)
  return response
}
