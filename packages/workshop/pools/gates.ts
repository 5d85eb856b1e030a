/** The gates that a candidate passes, all alike for every source, before it becomes a clip. */
import { highestPitch, lowestPitch } from '@earshot/audio/strikes'
import type { GateName, Treatment } from '@earshot/contract/choice'
import { inOwnQuarters } from '@earshot/data-sets/clip-notes'
import { writeScore } from '@earshot/data-sets/score-file'
import type { Work } from '@earshot/jobs/work'
import type { Score } from '@earshot/music/notes'
import { fingerprint } from '@earshot/originality/fingerprint'
import { nearCopies } from '@earshot/originality/near-copies'
import { sha256 } from '@earshot/storage/storage'
import { clipFeatures, playedTempo, type ClipFeatures } from './clip-features.ts'
import { openCopiesGate } from './copies-gate.ts'
import { heard } from './heard.ts'
import type { Candidate, Origin } from './origins.ts'
import type { PoolRequest } from './request.ts'
import { stuckShare } from './stuck.ts'
import type { Workshop } from '../workshop.ts'

/** Why a candidate is no clip. */
export interface Refused {
  gate: GateName
  reason: string
}

/** Music as a clip plays it. */
export interface Passed {
  /** As it is kept: two quarter notes a second; its bytes, and their SHA-256. */
  heard: Score
  bytes: Uint8Array
  notes: string
  fingerprint: Uint8Array
  features: ClipFeatures
}

export interface Gates {
  /** The candidate as a clip plays it; refused where nothing is heard. */
  play(candidate: Candidate): Passed | Refused
  /** Why it is no clip; null where it passes. */
  judge(candidate: Candidate, passed: Passed): Promise<Refused | null>
  /** What others may not be a near-copy of from now on; those of one owner may. */
  remember(owner: string, passed: Pick<Passed, 'notes' | 'fingerprint'>): void
}

export const isRefused = (judged: Passed | Refused): judged is Refused => 'gate' in judged

/** Where the last second is silent, a listener hears the end of the music: as for excerpts of human songs. */
const endingSeconds = 1
/** A chord that is struck again and again, or held, for more than half of the music. */
const stuckFrom = 0.5

/** The gates of a request. Throws Refusal where what is asked for cannot be checked. */
export async function openGates(
  workshop: Workshop,
  request: PoolRequest,
  origin: Origin,
  tooQuiet: ReadonlyMap<string, string>,
  work: Work,
): Promise<Gates> {
  const { gates, treatment } = request
  const tempo = ownTempo(treatment)
  const known = nearCopies()
  const ownerOf = new Map<string, string>()
  const copies = gates.includes('copies') ? await openCopiesGate(workshop, request, origin, work) : null
  const musical: Partial<Record<GateName, (music: Music) => string | null | Promise<string | null>>> = {
    'too-short': ({ passed }) => tooShort(passed.heard, request.sound.seconds),
    'out-of-range': ({ passed }) => outOfRange(passed.heard),
    'near-duplicate': ({ candidate, passed }) => {
      const other = known.find(passed.fingerprint).find((owner) => owner !== candidate.owner)
      return other === undefined ? null : 'it is a near-copy of another clip of this pool'
    },
    stuck: ({ passed }) => stuck(passed.heard),
    copies: ({ candidate, passed }) => copies?.(candidate, inOwnQuarters(passed.heard, tempo)) ?? null,
  }
  return {
    play(candidate) {
      try {
        return asClip(candidate, request.sound, treatment)
      } catch (error) {
        // What heard throws of music in which nothing is played.
        if (error instanceof RangeError) return { gate: 'empty', reason: error.message }
        throw error
      }
    },
    async judge(candidate, passed) {
      const quiet = tooQuiet.get(passed.notes)
      if (quiet !== undefined) return { gate: 'empty', reason: quiet }
      const twin = ownerOf.get(passed.notes)
      if (twin !== undefined && twin !== candidate.owner)
        return { gate: 'near-duplicate', reason: 'it has the notes of another clip of this pool' }
      for (const gate of gates) {
        const reason = (await musical[gate]?.({ candidate, passed })) ?? null
        if (reason !== null) return { gate, reason }
      }
      return null
    },
    remember(owner, passed) {
      ownerOf.set(passed.notes, owner)
      known.add(owner, passed.fingerprint)
    },
  }
}

interface Music {
  candidate: Candidate
  passed: Passed
}

const ownTempo = ({ tempo }: Treatment): number | null => (tempo === 'as written' ? null : tempo)

function asClip(
  candidate: Candidate,
  sound: { seconds: number; lead: number },
  treatment: Treatment,
): Passed {
  const score = heard(candidate, sound)
  const bytes = writeScore(score)
  return {
    heard: score,
    bytes,
    notes: sha256(bytes),
    fingerprint: fingerprint(inOwnQuarters(score, ownTempo(treatment))),
    features: clipFeatures(score, playedTempo(candidate.score, treatment)),
  }
}

function tooShort({ notes }: Score, seconds: number): string | null {
  const end = notes.reduce((latest, note) => Math.max(latest, note.end), 0) / 2
  return end >= seconds - endingSeconds
    ? null
    : `its music ends after ${end.toFixed(1)} of ${String(seconds)} s`
}

function outOfRange({ notes }: Score): string | null {
  const outside = notes.filter(({ pitch }) => pitch < lowestPitch || pitch > highestPitch).length
  return outside === 0 ? null : `${String(outside)} of its notes are outside the piano's range`
}

function stuck(score: Score): string | null {
  const share = stuckShare(score)
  return share > stuckFrom ? `one chord is heard for ${(100 * share).toFixed(0)} % of its music` : null
}
