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

/** Which neighbours are of one architecture and are bracketed, like instruments of one family in a score. */
export function bracketsOf(sources: readonly { marker: Marker }[]): { from: number; to: number }[] {
  const shapes = sources.map(({ marker }) => marker.shape)
  return shapes.flatMap((shape, from) => {
    if (shape === 'notehead' || shapes[from - 1] === shape) return []
    const end = shapes.findIndex((other, index) => index > from && other !== shape)
    const to = (end === -1 ? shapes.length : end) - 1
    return to > from ? [{ from, to }] : []
  })
}
