/** Songs that no registered model was trained on. */
import type { Choice } from '@earshot/contract/choice'
import type { OpenSong } from '@earshot/data-sets/songs'
import { versionedName } from '@earshot/models/files/model-name'
import type { Workshop } from '../workshop.ts'
import type { PoolRequest } from './request.ts'

/**
 * The songs but for those that a model was trained on, by identity, by notes or as a near-duplicate of one (these are one
 * piece); all of them where the request allows that. The models are those that know any of the songs.
 */
export async function unseenSongs(
  { database }: Pick<Workshop, 'database'>,
  songs: readonly OpenSong[],
  { seen }: Pick<PoolRequest, 'seen'>,
): Promise<{ songs: OpenSong[]; unseen: NonNullable<Choice['unseen']> | null }> {
  if (seen === 'allowed') return { songs: [...songs], unseen: null }
  const rows = await database.seenPiece.findMany({
    where: { pieceId: { in: [...new Set(songs.map(({ pieceId }) => pieceId))] } },
  })
  const pieces = new Set(rows.map(({ pieceId }) => pieceId))
  const models = await database.model.findMany({
    where: { id: { in: [...new Set(rows.map(({ modelId }) => modelId))] } },
    orderBy: [{ name: 'asc' }, { version: 'asc' }],
    select: { name: true, version: true },
  })
  const left = songs.filter(({ pieceId }) => !pieces.has(pieceId))
  return {
    songs: left,
    unseen: { songsLeftOut: songs.length - left.length, models: models.map(versionedName) },
  }
}
