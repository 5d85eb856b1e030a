/** Every clip of a study, fetched as its respondent's browser does, and how long it takes when it is asked for often. */
import { stopIfAsked, type Work } from '@earshot/jobs/work'
import { shuffled, type Random } from '@earshot/random/random'
import type { RawClient, RawResponse } from './fetch-raw.ts'
import type { InspectedClip } from './rows/inspected.ts'
import type { ClipFetch } from './response-time.ts'

/** The same study everywhere has this cookie: apps/survey/server/run-cookie.ts sets it. */
export const runCookie = (slug: string): string => `earshot_run_${slug}`

export interface Survey {
  /** Without a slash at its end. */
  url: string
  slug: string
}

/** What the survey sends for a clip: all of it, and a range, which Safari asks for first. */
export interface ClipResponse {
  clip: InspectedClip
  whole: RawResponse
  range: RawResponse
}

/** Where a clip is asked for by its key. */
export const pathOf = (key: string): string => `/api/clips/${key}`

const addressOf = ({ url }: Survey, { key }: InspectedClip): string => url + pathOf(key)
const cookieOf = ({ slug }: Survey, { token }: InspectedClip) => ({ cookie: `${runCookie(slug)}=${token}` })

/** Fetches a clip once and a range of it. */
export async function fetchClip(
  client: RawClient,
  survey: Survey,
  clip: InspectedClip,
): Promise<ClipResponse> {
  const cookie = cookieOf(survey, clip)
  const whole = await client.get(addressOf(survey, clip), cookie)
  const range = await client.get(addressOf(survey, clip), { ...cookie, range: 'bytes=0-1' })
  return { clip, whole, range }
}

/**
 * Fetches each clip `times` times, all in one random order, and says how long each took. A round that is not counted
 * goes first, so that nobody's file is read from the disk for the first time.
 */
export async function timeClips(
  client: RawClient,
  survey: Survey,
  clips: readonly InspectedClip[],
  {
    times,
    random,
    signal,
    onFetched,
  }: { times: number; random: Random } & Pick<Work, 'signal'> & {
      onFetched: () => void
    },
): Promise<ClipFetch[]> {
  const order = shuffled(Array.from({ length: times }, () => clips).flat(), random)
  const fetched: ClipFetch[] = []
  for (const [index, clip] of [...clips, ...order].entries()) {
    stopIfAsked({ signal })
    const { ms } = await client.get(addressOf(survey, clip), cookieOf(survey, clip))
    if (index >= clips.length) fetched.push({ clip: clip.id, source: clip.source, milliseconds: ms })
    onFetched()
  }
  return fetched
}
