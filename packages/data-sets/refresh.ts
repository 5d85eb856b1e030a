/** Songs that were measured by an older Earshot are measured again, from their stored notes. */
import type { Transaction } from '@earshot/database/database'
import { measureSong, measuringVersion } from './measured-song.ts'
import { regroup } from './regroup.ts'
import { readScore } from './score-file.ts'
import { refreshSummary } from './summary.ts'
import type { Stores } from './stores.ts'

/** Brings features, fingerprints and groups of all songs up to date; returns how many songs were measured. Safe to repeat. */
export async function refreshSongs({ database, storage }: Stores): Promise<number> {
  const old = await database.song.findMany({
    where: { measured: { lt: measuringVersion } },
    select: { id: true, notes: true, identity: true, content: true, dataSetId: true },
  })
  const refreshSet = async (tx: Transaction, dataSetId: string) => {
    for (const { id, notes, content, identity } of old.filter((song) => song.dataSetId === dataSetId)) {
      const { features, fingerprint, noteHash } = measureSong(readScore(await storage.get(notes)))
      // The identity of a song that is not named by an MD5 is the SHA-256 of its file.
      const known = content === '' && identity.length === 64 ? { content: identity } : {}
      const measured = {
        features,
        noteHash,
        fingerprint: new Uint8Array(fingerprint),
        measured: measuringVersion,
      }
      await tx.song.update({ where: { id }, data: { ...measured, ...known } })
    }
    await regroup(tx, dataSetId, [])
    await refreshSummary(tx, dataSetId)
  }
  for (const dataSetId of new Set(old.map((song) => song.dataSetId))) {
    await database.$transaction((tx) => refreshSet(tx, dataSetId), { timeout: 1_800_000 })
  }
  return old.length
}
