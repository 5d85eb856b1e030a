/** Results with the marker of each source, as figures and tables need them. */
import type { ClipResult, Results, SourceResult } from '@earshot/contract/results'
import { markersOf, type Marker } from '../../components/marker.ts'

export interface MarkedSource extends SourceResult {
  marker: Marker
}

export interface MarkedClip extends ClipResult {
  label: string
  marker: Marker
}

/** The sources in the study's order. */
export function markSources({ sources }: Pick<Results, 'sources'>): MarkedSource[] {
  const markers = markersOf(sources)
  return sources.flatMap((source, index) => {
    const marker = markers[index]
    return marker ? [{ ...source, marker }] : []
  })
}

/** The clips that have ratings, by source in the study's order. */
export function markClips(sources: readonly MarkedSource[], clips: readonly ClipResult[]): MarkedClip[] {
  return sources.flatMap(({ name, label, marker }) =>
    clips.filter(({ source, n }) => source === name && n > 0).map((clip) => ({ ...clip, label, marker })),
  )
}
