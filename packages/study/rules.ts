/** The rules of a run, pure: which clips, in which order, and where a run stands. Chance is an argument. */
import { below, shuffled, type Random } from '@earshot/random/random'

/** A clip that may be drawn; `piece` is the composition that it comes from. */
export interface PoolClip {
  id: string
  piece: string
}

export interface SourcePool {
  source: string
  /** How many of its clips a respondent hears. */
  clips: number
  pool: readonly PoolClip[]
}

export interface Draw {
  clip: string
  /** The chance of this clip, given the pieces drawn for the sources before. */
  probability: number
}

/** Thrown where a pool cannot give a respondent enough clips of different pieces. */
export class PoolTooSmall extends Error {}

/**
 * The clips of one respondent, in order of presentation. Of each source as many pieces as clips are drawn with equal
 * chance, then one clip of each piece; no two clips of a run are of one piece, whatever their sources.
 */
export function drawRun(sources: readonly SourcePool[], random: Random): Draw[] {
  const heard = new Set<string>()
  const draws = sources.flatMap((source) => drawSource(source, heard, random))
  return shuffled(draws, random)
}

function drawSource({ source, clips, pool }: SourcePool, heard: Set<string>, random: Random): Draw[] {
  const byPiece = groupByPiece(pool)
  const pieces = [...byPiece.keys()].filter((piece) => !heard.has(piece))
  if (pieces.length < clips) throw tooSmall(source, pieces.length, clips)
  return shuffled(pieces, random)
    .slice(0, clips)
    .map((piece) => {
      heard.add(piece)
      const versions = byPiece.get(piece) ?? []
      const chosen = versions[below(versions.length, random)]
      if (!chosen) throw new Error(`no clip of piece ${piece}`)
      return { clip: chosen.id, probability: clips / pieces.length / versions.length }
    })
}

const tooSmall = (source: string, pieces: number, wanted: number): PoolTooSmall =>
  new PoolTooSmall(
    `"${source}" has clips of ${String(pieces)} piece(s) that the run does not hold yet, but ${String(wanted)} are wanted. ` +
      'Build a larger pool, or ask for fewer clips.',
  )

/**
 * Throws PoolTooSmall unless every respondent can be served, whichever pieces the earlier sources take of those that
 * they share with a later one.
 */
export function checkPools(sources: readonly SourcePool[]): void {
  const pieces = sources.map(({ pool }) => new Set(pool.map(({ piece }) => piece)))
  for (const [index, { source, clips }] of sources.entries()) {
    const own = pieces[index] ?? new Set()
    const taken = sources.slice(0, index).map((earlier, i) => {
      const shared = [...(pieces[i] ?? [])].filter((piece) => own.has(piece)).length
      return Math.min(earlier.clips, shared)
    })
    const left = Math.max(
      0,
      taken.reduce((rest, count) => rest - count, own.size),
    )
    if (left < clips) throw tooSmall(source, left, clips)
  }
}

function groupByPiece(pool: readonly PoolClip[]): Map<string, PoolClip[]> {
  const groups = new Map<string, PoolClip[]>()
  for (const clip of pool) groups.set(clip.piece, [...(groups.get(clip.piece) ?? []), clip])
  return groups
}

/** One trial of a run as the database keeps it. */
export interface TrialProgress {
  position: number
  answered: boolean
  skipped: boolean
}

/** The trials still to do, in order; the first is the one before the respondent now. */
export function remaining<T extends TrialProgress>(trials: readonly T[]): T[] {
  return trials
    .filter(({ answered, skipped }) => !answered && !skipped)
    .sort((a, b) => a.position - b.position)
}

/** Letters and digits that are not mistaken for one another: no 0, O, 1, I, L. */
const codeAlphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

/** A completion code such as K7QM-3F9D, of eight numbers in [0, 1). */
export function completionCode(random: Random): string {
  const letters = Array.from({ length: 8 }, () => codeAlphabet[below(codeAlphabet.length, random)])
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}

/** Minutes that a run takes, rounded: each clip and about twenty seconds to answer it, and two minutes around it. */
export const runMinutes = (clips: number, seconds: number): number =>
  Math.round((clips * (seconds + 20)) / 60 + 2)
