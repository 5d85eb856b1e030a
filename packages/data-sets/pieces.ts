/** Which songs are one piece: near-duplicates within a data set, and the same file in another. */

export interface PieceSong {
  identity: string
  /** The pieces it belongs to already: in this data set, and in others under the same identity. */
  pieces: readonly string[]
}

export interface PieceAssignment {
  pieceOf: Map<string, string>
  /** Pieces that did not exist before, each with the identity of its first song. */
  made: { id: string; identity: string }[]
  /** Pieces that turn out to be one: the first becomes the second. */
  merged: { from: string; into: string }[]
}

/**
 * A piece for each song, the same for all of a group. Pieces that a group joins become one. `groups` hold identities,
 * two or more each; songs in none stand alone.
 */
export function assignPieces(
  songs: readonly PieceSong[],
  groups: readonly (readonly string[])[],
  newId: () => string,
): PieceAssignment {
  const groupOf = new Map(groups.flatMap((group) => group.map((identity) => [identity, group] as const)))
  const known = new Map(songs.map(({ identity, pieces }) => [identity, pieces]))
  const became = new Map<string, string>()
  const now = (piece: string): string => {
    const next = became.get(piece)
    return next === undefined ? piece : now(next)
  }
  const assignment: PieceAssignment = { pieceOf: new Map(), made: [], merged: [] }
  for (const { identity } of songs) {
    if (assignment.pieceOf.has(identity)) continue
    const members = groupOf.get(identity) ?? [identity]
    const joined = [...new Set(members.flatMap((member) => (known.get(member) ?? []).map(now)))].sort()
    const piece = joined[0] ?? newId()
    if (joined.length === 0) assignment.made.push({ id: piece, identity })
    for (const other of joined.slice(1)) {
      became.set(other, piece)
      assignment.merged.push({ from: other, into: piece })
    }
    for (const member of members) assignment.pieceOf.set(member, piece)
  }
  for (const [identity, piece] of assignment.pieceOf) assignment.pieceOf.set(identity, now(piece))
  return assignment
}

/** The name of each song's group: the smallest identity in it. */
export function groupNames(groups: readonly (readonly string[])[]): Map<string, string> {
  const names = new Map<string, string>()
  for (const group of groups) {
    const name = group.reduce((a, b) => (a < b ? a : b))
    for (const identity of group) names.set(identity, name)
  }
  return names
}
