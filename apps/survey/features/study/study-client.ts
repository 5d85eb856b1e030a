/** The researcher's side of the contract, in the browser: changes to a study. */
import type { Problem } from '@earshot/contract/route'

/** Asks `place` behind /api/studies/SLUG/. Throws an Error with the server's sentence. */
export async function askStudy<Answer>(
  slug: string,
  place: 'lint' | 'waivers' | 'status',
  { method, body }: { method: 'GET' | 'POST' | 'DELETE'; body?: object },
): Promise<Answer> {
  const response = await fetch(`/api/studies/${encodeURIComponent(slug)}/${place}`, {
    method,
    cache: 'no-store',
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  })
  if (response.ok) return (await response.json()) as Answer
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
  throw new Error(problem.error ?? `HTTP ${String(response.status)}`)
}

/** What an error says to who reads the page. */
export const sentence = (error: unknown): string =>
  error instanceof Error ? error.message : 'This did not work. Try again.'
