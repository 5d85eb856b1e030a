/** Where the music of a pool comes from: songs of a model, or human songs passed through the encoding they are compared with. */
import type { Choice } from '@earshot/contract/choice'
import type { Prisma } from '@earshot/database/database'
import type { Work } from '@earshot/jobs/work'
import type { Score } from '@earshot/music/notes'
import type { Making } from './make-songs.ts'

/** Music that may become a clip, encoded and treated. */
export interface Candidate {
  title: string
  /** What it is of: near-copies among the candidates of one owner, such as excerpts of a song, are no matter. */
  owner: string
  /** Of a human song, with its identity; a generated one is a piece of its own. */
  pieceId?: string
  song?: string
  score: Score
  /** Where its excerpt begins, in seconds. */
  from: number
  /** Which of the encodings that the request names. */
  encodingIndex: number
  encoding: Prisma.InputJsonObject
  provenance: Prisma.InputJsonObject
}

/** A song without an excerpt as long as a clip. */
export interface Missed {
  title: string
  missed: string
}

export interface Drawing {
  candidates: AsyncIterable<Candidate | Missed>
  unseen: NonNullable<Choice['unseen']> | null
  encodings: number
}

/** What a drawing is told while it goes on. */
export interface DrawingHooks extends Omit<Making, 'signal'>, Pick<Work, 'signal'> {
  /** How many candidates became clips so far. */
  kept: () => number
}

export interface Origin {
  kind: 'generated' | 'human'
  modelId?: string
  dataSetId?: string
  settings: Prisma.InputJsonObject
  /** The songs that a clip might copy: of this data set, and of a model the `count` that it was trained on. */
  compared: { data: string; songs?: (song: { id: string; hash: string }) => boolean; count?: number }
  /**
   * Candidates in an order that the seed fixes: the songs of a model until too many were made in vain, or excerpts of all
   * songs. Throws StoppedError where the signal says so.
   */
  draw: (hooks: DrawingHooks) => Promise<Drawing>
}
