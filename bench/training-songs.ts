/** Songs for figures that train: of LPD-5 where EARSHOT_LPD5 names its folder, else the starter pieces. */
import { loadedSong, type LoadedSong } from '@earshot/models/training/songs'
import { readSong } from '@earshot/song-files/read-song'
import { openSongFiles } from '@earshot/song-files/song-files'
import { lpd5Folder, starterFolder } from './env.ts'

/** Up to `most` songs with notes, and what they are. */
export async function songsToTrain(most: number): Promise<{ name: string; songs: LoadedSong[] }> {
  const lpd5 = lpd5Folder()
  const songs: LoadedSong[] = []
  const { files } = await openSongFiles([lpd5 ?? starterFolder])
  for await (const found of files()) {
    if ('refused' in found) continue
    const { identity, score } = await readSong(found.file, found.bytes)
    if (score.notes.length > 0) songs.push(loadedSong({ id: identity, hash: identity }, score))
    if (songs.length === most) break
  }
  return { name: lpd5 === undefined ? 'starter pieces' : 'songs of LPD-5', songs }
}
