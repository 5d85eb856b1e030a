/** Near-duplicates of a whole data set, found anew when songs come in, and the pieces that follow from them. */
import { randomUUID } from 'node:crypto'
import type { Transaction } from '@earshot/database/database'
import { groupDuplicates } from '@earshot/originality/duplicates'
import { assignPieces, groupNames } from './pieces.ts'

/** A song that is not in the data set yet. */
export interface FreshSong {
  identity: string
  fingerprint: Uint8Array
  title: string
}

/**
 * Groups the songs of a data set together with new ones, and gives each its piece: rows of songs that are there are
 * brought up to date, and what is true of all of them is returned by identity.
 */
export async function regroup(tx: Transaction, dataSetId: string, added: readonly FreshSong[]) {
  const there = await tx.song.findMany({
    where: { dataSetId },
    select: { identity: true, fingerprint: true, pieceId: true, group: true },
    orderBy: { identity: 'asc' },
  })
  const known = new Set(there.map(({ identity }) => identity))
  const fresh = added.filter(({ identity }) => !known.has(identity))
  const groups = groupDuplicates(
    [...there, ...fresh].map(({ identity, fingerprint }) => ({ id: identity, fingerprint })),
  )
  const elsewhere = await piecesElsewhere(tx, dataSetId, fresh)
  const { pieceOf, made, merged } = assignPieces(
    [
      ...there.map(({ identity, pieceId }) => ({ identity, pieces: [pieceId] })),
      ...fresh.map(({ identity }) => ({
        identity,
        pieces: elsewhere.get(identity) ?? [],
      })),
    ],
    groups,
    randomUUID,
  )
  const titles = new Map(fresh.map(({ identity, title }) => [identity, title]))
  await tx.piece.createMany({
    data: made.map(({ id, identity }) => ({ id, title: titles.get(identity) ?? identity })),
  })
  for (const { from, into } of merged) await mergePieces(tx, from, into)
  const groupOf = groupNames(groups)
  const moved = there.filter(({ identity, group }) => (groupOf.get(identity) ?? identity) !== group)
  for (const { identity } of moved) {
    await tx.song.update({
      where: { dataSetId_identity: { dataSetId, identity } },
      data: { group: groupOf.get(identity) ?? identity, pieceId: pieceOf.get(identity) ?? '' },
    })
  }
  return { groupOf, pieceOf }
}

/** The pieces of the same files in other data sets. */
async function piecesElsewhere(tx: Transaction, dataSetId: string, songs: readonly FreshSong[]) {
  const found = await tx.$queryRaw<{ identity: string; pieces: string[] }[]>`
    SELECT identity, array_agg(DISTINCT piece_id::text) AS pieces FROM song
    WHERE data_set_id <> ${dataSetId}::uuid AND identity = ANY(${songs.map(({ identity }) => identity)}::text[])
    GROUP BY identity`
  return new Map(found.map(({ identity, pieces }) => [identity, pieces]))
}

/** Makes two pieces one. */
export async function mergePieces(tx: Transaction, from: string, into: string): Promise<void> {
  await tx.song.updateMany({ where: { pieceId: from }, data: { pieceId: into } })
  await tx.clip.updateMany({ where: { pieceId: from }, data: { pieceId: into } })
  await tx.piece.delete({ where: { id: from } })
}
