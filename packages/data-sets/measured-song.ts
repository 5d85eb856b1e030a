/** A song as it is kept: what was read of its file, and what is measured in its notes. */
import { measure, type Features } from '@earshot/features/features'
import { noteHash } from '@earshot/music/hash'
import type { Score } from '@earshot/music/notes'
import { fingerprint } from '@earshot/originality/fingerprint'

/** Counted up whenever features, fingerprints or groups come out otherwise: older songs are then measured again. */
export const measuringVersion = 1

export interface Measured {
  noteHash: string
  features: Features
  fingerprint: Uint8Array
}

export const measureSong = (score: Score): Measured => ({
  noteHash: noteHash(score),
  features: measure(score),
  fingerprint: fingerprint(score),
})
