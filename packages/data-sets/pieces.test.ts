import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assignPieces, groupNames } from './pieces.ts'

/** Ids in the order in which they are asked for. */
function numbered(): () => string {
  let last = 0
  return () => `new ${String((last += 1))}`
}
const song = (identity: string, ...pieces: string[]) => ({ identity, pieces })

describe('assignPieces', () => {
  test('a song of its own gets a piece of its own', () => {
    const { pieceOf, made, merged } = assignPieces([song('a'), song('b')], [], numbered())
    expect([...pieceOf]).toEqual([
      ['a', 'new 1'],
      ['b', 'new 2'],
    ])
    expect(made).toEqual([
      { id: 'new 1', identity: 'a' },
      { id: 'new 2', identity: 'b' },
    ])
    expect(merged).toEqual([])
  })

  test('a near-duplicate of a song gets its piece', () => {
    const { pieceOf, made } = assignPieces([song('a', 'old'), song('b')], [['a', 'b']], numbered())
    expect(pieceOf.get('b')).toBe('old')
    expect(made).toEqual([])
  })

  test('a song that joins two groups makes their pieces one', () => {
    const { pieceOf, merged } = assignPieces(
      [song('a', 'q'), song('b', 'p'), song('c')],
      [['a', 'b', 'c']],
      numbered(),
    )
    expect(new Set(pieceOf.values())).toEqual(new Set(['p']))
    expect(merged).toEqual([{ from: 'q', into: 'p' }])
  })

  test('merging chains: a piece that was merged leads to the last', () => {
    const songs = [song('a', 'p', 'q'), song('b', 'q', 'r'), song('c', 'r')]
    const { pieceOf, merged } = assignPieces(songs, [], numbered())
    expect(new Set(pieceOf.values()).size).toBe(1)
    expect(merged.map(({ from }) => from).sort()).toEqual(['q', 'r'])
  })

  test('whatever the groups, a group has one piece, and strangers none in common', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 20 }), (groupOf) => {
        const songs = groupOf.map((_, i) => song(String(i)))
        const groups = [0, 1, 2, 3, 4, 5]
          .map((group) => songs.filter((_, i) => groupOf[i] === group).map(({ identity }) => identity))
          .filter((group) => group.length > 1)
        const { pieceOf } = assignPieces(songs, groups, numbered())
        groupOf.forEach((a, i) => {
          groupOf.forEach((b, j) => {
            expect(pieceOf.get(String(i)) === pieceOf.get(String(j))).toBe(a === b)
          })
        })
      }),
    )
  })
})

test('a group is named by its smallest identity', () => {
  expect([...groupNames([['c', 'a', 'b']])]).toEqual([
    ['c', 'a'],
    ['a', 'a'],
    ['b', 'a'],
  ])
})
