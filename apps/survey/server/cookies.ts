/** The cookies of a request, and how an answer sets one. Server only. */

/** What is read of cookies: a route gives its request's, a page those of next/headers. */
export interface CookieJar {
  get(name: string): { value: string } | undefined
  getAll(): { name: string; value: string }[]
}

interface Cookie {
  name: string
  value: string
  /** Seconds until the browser forgets it. */
  maxAge: number
}

/** Sets a cookie that no script can read and that other sites' posts do not carry; over HTTPS, where the request came so. */
export function setCookie(response: Response, request: Request, { name, value, maxAge }: Cookie): void {
  const protocol = request.headers.get('x-forwarded-proto') ?? new URL(request.url).protocol
  const secure = protocol.startsWith('https') ? '; Secure' : ''
  response.headers.append(
    'Set-Cookie',
    `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${String(maxAge)}; HttpOnly; SameSite=Lax${secure}`,
  )
}
