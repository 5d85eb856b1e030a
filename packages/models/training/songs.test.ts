import { describe, expect, it } from 'vitest'
import { autoencoderEncoding, lstmEncoding } from '../files/encoding.ts'
import { CancelledError } from './learner.ts'
import { meanTempo, prepareSongs, trainingSongs, type Selection, type Song } from './songs.ts'
import { cycle, toySong } from './toy-songs.ts'

const all: Selection = { unfit: () => null, wanted: null, seed: 1 }
const paper = autoencoderEncoding.parse({})
const songs = [100, 110, 120, 130, 131].map((bpm) => toySong(`at ${bpm}`, cycle, 8, bpm))

describe('meanTempo', () => {
  it('weighs each tempo by its quarter notes', () => {
    const { score } = toySong('two tempi', cycle, 10)
    const tempos = [
      { at: 0, bpm: 100 },
      { at: 4, bpm: 150 },
    ]
    expect(meanTempo({ ...score, tempos })).toBe(130)
    expect(meanTempo({ ...score, tempos: [] })).toBe(120)
  })
})

describe('prepareSongs', () => {
  it('keeps 110 to 130 quarter notes a minute, both included, and counts the others', async () => {
    const result = await prepareSongs(songs, paper, all)
    expect(result.songs.map(({ id }) => id)).toEqual(['at 110', 'at 120', 'at 130'])
    expect(result.refused).toEqual([{ reason: 'tempo outside 110..130 quarter notes a minute', songs: 2 }])
  })

  it('transposes to the common key and cuts the silence at the beginning, or leaves both', async () => {
    const inD = toySong('D major', [[], [], [62, 66, 69], [67, 71, 74], [69, 73, 76], [62, 66, 69]], 18)
    const [prepared] = (await prepareSongs([inD], paper, all)).songs
    expect(prepared.score.notes[0]).toMatchObject({ start: 0, pitch: 60 })
    const [kept] = (await prepareSongs([inD], lstmEncoding.parse({}), all)).songs
    expect(kept.score).toEqual(inD.score)
  })

  it('takes the same file once', async () => {
    const twice = [songs[2], { ...songs[2], id: 'again' }]
    expect((await prepareSongs(twice, paper, all)).refused).toEqual([
      { reason: 'the same as another', songs: 1 },
    ])
  })

  it('draws the wanted number by the seed', async () => {
    const names = async (seed: number) => {
      const drawn = await prepareSongs(songs, { ...paper, tempo: null }, { ...all, wanted: 2, seed })
      return drawn.songs.map(({ id }) => id)
    }
    // As every training before drew them: models are found by their songs.
    expect(await names(1)).toEqual(['at 110', 'at 120'])
    expect(await names(2)).toEqual(['at 120', 'at 130'])
  })

  it('says how many there were where none or too few fit', async () => {
    const slow = [toySong('a', cycle, 8, 60), toySong('b', [[]], 8)]
    await expect(prepareSongs(slow, paper, all)).rejects.toThrow(
      'no song fits, of 2 songs: 1 tempo outside 110..130 quarter notes a minute, 1 no notes',
    )
    await expect(prepareSongs(songs, paper, { ...all, wanted: 4 })).rejects.toThrow(
      '4 songs wanted, but only 3 fit, of 5',
    )
    await expect(prepareSongs([], paper, all)).rejects.toThrow('no song fits, of 0 songs')
    const unfit = () => 'shorter than a window'
    await expect(prepareSongs(songs, { ...paper, tempo: null }, { ...all, unfit })).rejects.toThrow(
      '5 shorter than a window',
    )
  })

  /** Songs that count how often their notes are read. */
  const counted = () => {
    const read: string[] = []
    const counting = songs.map((song): Song => {
      const load = () => {
        read.push(song.id)
        return song.load()
      }
      return { id: song.id, hash: song.hash, load }
    })
    return { read, counting }
  }

  it('reads no more songs than it takes to find those wanted, each once', async () => {
    const { read, counting } = counted()
    const drawn = await prepareSongs(counting, { ...paper, tempo: null }, { ...all, wanted: 2 })
    expect(read).toEqual(drawn.songs.map(({ id }) => id))
    expect(drawn.songs.every(({ score }) => score.notes.length > 0)).toBe(true)
  })

  it('ends between two songs once it is told to', async () => {
    for (const name of ['signal', 'pause'] as const) {
      const { read, counting } = counted()
      const controller = new AbortController()
      const [first, ...others] = counting
      const load = () => {
        controller.abort()
        return first.load()
      }
      const preparing = prepareSongs([{ ...first, load }, ...others], paper, all, {
        [name]: controller.signal,
      })
      await expect(preparing).rejects.toThrow(CancelledError)
      expect(read).toEqual([first.id])
    }
  })

  it('passes on why a song cannot be read, and nothing else', async () => {
    const lost: Song = { ...songs[0], load: () => Promise.reject(new Error('the song "x" is gone')) }
    const options = { songs: null, seed: 1, heldOut: { share: 0.2, seed: 1, songs: 1 } }
    const all = [lost, ...songs.slice(1).map((song) => ({ ...song, load: lost.load }))]
    await expect(trainingSongs(all, paper, options, () => null)).rejects.toThrow(/^the song "x" is gone$/)
  })
})
