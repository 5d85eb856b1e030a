/** Near-copies of clips are one piece, whatever their sources: no run holds two clips of one. */
import { inOwnQuarters, tempoOf } from '@earshot/data-sets/clip-notes'
import { mergePieces } from '@earshot/data-sets/regroup'
import { readScore } from '@earshot/data-sets/score-file'
import type { Transaction } from '@earshot/database/database'
import { Refusal } from '@earshot/jobs/work'
import { fingerprint } from '@earshot/originality/fingerprint'
import { nearCopies, type NearCopies } from '@earshot/originality/near-copies'
import type { Workshop } from '../workshop.ts'

interface NewClip {
  title: string
  /** Of a human song. */
  pieceId?: string
  fingerprint: Uint8Array
}

/**
 * The piece of each new clip: that of a clip which it is a near-copy of, its song's, or one of its own. Pieces that it
 * joins become one. Builders of pools take turns until the transaction ends. Throws Refusal where that would change what
 * a study with respondents draws.
 */
export async function piecesOf(
  workshop: Pick<Workshop, 'storage'>,
  tx: Transaction,
  clips: readonly NewClip[],
): Promise<string[]> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('pieces of clips'))`
  await refuseRegrouped(tx, clips)
  const stored = await storedClips(workshop, tx)
  const pieces: string[] = []
  for (const { title, pieceId, fingerprint: own } of clips) {
    const song = pieceId === undefined ? [] : [stored.now(pieceId)]
    const joined = [...new Set([...song, ...stored.piecesLike(own)])]
    const piece = joined[0] ?? (await tx.piece.create({ data: { title } })).id
    for (const other of joined.slice(1)) {
      await refuseToJoin(tx, title, [piece, other])
      await mergePieces(tx, other, piece)
      stored.merge(other, piece)
      pieces.forEach((one, i) => {
        if (one === other) pieces[i] = piece
      })
    }
    stored.add(piece, own)
    pieces.push(piece)
  }
  return pieces
}

/** Songs can be grouped anew while their clips are rendered: what was read of them then holds no more. */
async function refuseRegrouped(tx: Transaction, clips: readonly NewClip[]): Promise<void> {
  const wanted = [...new Set(clips.flatMap(({ pieceId }) => pieceId ?? []))]
  const found = await tx.$queryRaw<
    unknown[]
  >`SELECT 1 AS kept FROM piece WHERE id = ANY(${wanted}::uuid[]) FOR KEY SHARE`
  if (found.length < wanted.length)
    throw new Refusal(
      'The songs were grouped anew while their clips were made. Build the pool again: what was rendered is kept.',
    )
}

/** The clips that are there, by what their notes are like. */
async function storedClips({ storage }: Pick<Workshop, 'storage'>, tx: Transaction) {
  const rows = await tx.clip.findMany({
    where: { notes: { not: null } },
    select: {
      id: true,
      pieceId: true,
      notes: true,
      fingerprint: true,
      source: { select: { settings: true } },
    },
    orderBy: { id: 'asc' },
  })
  const index: NearCopies = nearCopies()
  const became = new Map<string, string>()
  const now = (piece: string): string => {
    const next = became.get(piece)
    return next === undefined ? piece : now(next)
  }
  for (const { id, pieceId, notes, fingerprint: known, source } of rows) {
    const bytes = known ?? (await fingerprintOf({ storage }, notes ?? '', source.settings))
    if (!known && bytes) await tx.clip.update({ where: { id }, data: { fingerprint: new Uint8Array(bytes) } })
    if (bytes) index.add(pieceId, bytes)
  }
  return {
    /** The piece that a piece has become. */
    now,
    piecesLike: (own: Uint8Array): string[] => [...new Set(index.find(own).map(now))],
    add: (piece: string, own: Uint8Array) => {
      index.add(piece, own)
    },
    merge: (from: string, into: string) => {
      became.set(from, into)
    },
  }
}

/** Of a clip that was stored before fingerprints were; null where its notes are lost. */
export async function fingerprintOf(
  { storage }: Pick<Workshop, 'storage'>,
  notes: string,
  settings: unknown,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!(await storage.has(notes))) return null
  const score = readScore(await storage.get(notes))
  return new Uint8Array(fingerprint(inOwnQuarters(score, tempoOf(settings))))
}

/** A study that has respondents may draw two clips of pieces that it tells apart. */
async function refuseToJoin(tx: Transaction, title: string, pieces: [string, string]): Promise<void> {
  const [one, other] = pieces.map((pieceId) => ({ source: { clips: { some: { pieceId } } } }))
  const running = await tx.study.findFirst({
    where: {
      status: { in: ['pilot', 'open'] },
      AND: [one, other].map((some) => ({ versions: { some: { sources: { some: some ?? {} } } } })),
    },
  })
  if (!running) return
  throw new Refusal(
    `"${title}" is a near-copy of clips of two pieces that the study "${running.slug}", which is ${running.status}, tells apart. Choose another seed, or close the study first.`,
  )
}
