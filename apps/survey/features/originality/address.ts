/** Addresses of the pages about originality; the clip that is looked at, and which of its passages, stand in them. */
import { passageKinds, type PassageKind } from '@earshot/data-sets/passage'
import type { ClipOriginality, OriginalityReport } from '@earshot/data-sets/originality-check'
import { copyBelow } from '@earshot/originality/originality'
import { dataSetAddress, type SearchParams } from '../data/song-address.ts'
import { copiesByRun } from './words.ts'

export const originalityAddress = (data: string): string => `${dataSetAddress(data)}/originality`

export const reportAddress = ({ data, pool }: Pick<OriginalityReport, 'data' | 'pool'>): string =>
  `${originalityAddress(data)}/${encodeURIComponent(pool)}`

export function passageAddress(
  report: Pick<OriginalityReport, 'data' | 'pool'>,
  clip: Pick<ClipOriginality, 'name'>,
  kind: PassageKind,
): string {
  const search = new URLSearchParams({ clip: clip.name, passage: kind })
  return `${reportAddress(report)}?${search.toString()}#passage`
}

/**
 * The clip and passage that an address asks for. Without a clip of that name it is the least original one; without a kind
 * of passage, the one for which the clip is called a copy.
 */
export function readPassage(
  params: SearchParams,
  clips: readonly ClipOriginality[],
): { clip: ClipOriginality | undefined; kind: PassageKind } {
  const [name, passage] = [params.clip, params.passage].map((value) => [value].flat()[0])
  const scored = clips.filter(({ score }) => score !== null)
  const least = [...scored].sort((a, b) => (a.score ?? 1) - (b.score ?? 1)).at(0)
  const clip = clips.find((one) => one.name === name) ?? least ?? clips.at(0)
  return { clip, kind: passageKinds.find((kind) => kind === passage) ?? tellingPassage(clip) }
}

/** A clip may be a copy by its longest run alone. */
export function tellingPassage(clip: ClipOriginality | undefined): PassageKind {
  if (clip?.verdict !== 'copies') return 'closest'
  return copiesByRun(clip) && (clip.score ?? 1) >= copyBelow ? 'longest' : 'closest'
}
