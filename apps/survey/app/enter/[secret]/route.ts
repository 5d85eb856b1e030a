import { isSecret, researcherCookie } from '../../../server/access.ts'
import { setCookie } from '../../../server/cookies.ts'
import { services } from '../../../server/services.ts'

interface Context {
  params: Promise<{ secret: string }>
}

const monthInSeconds = 30 * 24 * 60 * 60

/** The link for researchers: keeps the secret in a cookie and goes on to the studies. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { secret } = await params
  if (!isSecret(secret, services().secret)) {
    return new Response('This link is not valid. The current one is printed by npm start.', { status: 404 })
  }
  // Relative, since only the browser knows by which name it reached us.
  const response = new Response(null, { status: 303, headers: { Location: '/studies' } })
  setCookie(response, request, { name: researcherCookie, value: secret, maxAge: monthInSeconds })
  return response
}
