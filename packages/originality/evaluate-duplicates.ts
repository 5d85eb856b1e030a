/**
 * How well near duplicates are found: npx tsx packages/originality/evaluate-duplicates.ts FOLDER [--groups index.csv]
 * [--edited N]. FOLDER holds .mid or .npz. Edits N songs in known ways and counts how many are grouped with what they
 * were made of; with a file that has the columns id, dup_group and content, compares pairs in groups. Prints JSON.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { sortNotes, transpose, type Score, type ScoreNote } from '@earshot/music/notes'
import { below, deriveSeed, sample, seeded } from '@earshot/random/random'
import { cutQuarters } from './cut.ts'
import { groupDuplicates } from './duplicates.ts'
import { fingerprint } from './fingerprint.ts'
import { likeness } from './likeness.ts'
import { changeNotes, randomKey } from './planted.ts'
import { songsIn, type Song } from './song-folder.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { groups: { type: 'string' }, edited: { type: 'string', default: '200' } },
})
const random = seeded(deriveSeed(1, 'duplicates'))

const withTimes = (score: Score, change: (time: number) => number): Score => ({
  ...score,
  notes: sortNotes(
    score.notes.map((note) => ({ ...note, start: change(note.start), end: change(note.end) })),
  ),
  length: change(score.length),
})
const withNotes = (score: Score, notes: readonly ScoreNote[]): Score => ({
  ...score,
  notes: sortNotes(notes),
})

const edits: Record<string, (score: Score) => Score> = {
  transposed: (score) => transpose(score, randomKey(score.notes, random)),
  'other tempo': (score) => ({
    ...score,
    tempos: score.tempos.map(({ at, bpm }) => ({ at, bpm: bpm * (0.5 + 1.5 * random()) })),
  }),
  'silence before': (score) => {
    const silence = 4 * (1 + below(8, random))
    return withTimes(score, (time) => time + silence)
  },
  'silence of an odd length before': (score) => {
    const silence = 10 * random()
    return withTimes(score, (time) => time + silence)
  },
  'at half speed': (score) => withTimes(score, (time) => 2 * time),
  'at double speed': (score) => withTimes(score, (time) => time / 2),
  'onsets off by up to a 48th of a quarter': (score) =>
    withNotes(
      score,
      score.notes.map((note) => ({ ...note, start: Math.max(0, note.start + (random() - 0.5) / 24) })),
    ),
  '5 % of the notes dropped': (score) =>
    withNotes(
      score,
      score.notes.filter(() => random() >= 0.05),
    ),
  '5 % of the notes added': (score) =>
    withNotes(score, [
      ...score.notes,
      ...sample(score.notes, Math.floor(score.notes.length / 20), random).map((note) => ({
        ...note,
        pitch: 36 + below(49, random),
      })),
    ]),
  '5 % of the notes changed': (score) => withNotes(score, changeNotes(score.notes, 0.05, 1 / 4, random)),
  '10 % of the notes changed': (score) => withNotes(score, changeNotes(score.notes, 0.1, 1 / 4, random)),
  'first 10 % cut': (score) => cutQuarters(score, score.length / 10, score.length),
  'last 10 % cut': (score) => cutQuarters(score, 0, (9 * score.length) / 10),
  'other velocities': (score) =>
    withNotes(
      score,
      score.notes.map((note) => ({ ...note, velocity: 1 + below(127, random) })),
    ),
  'transposed, silence before, 5 % changed': (score) => {
    const changed = withNotes(score, changeNotes(score.notes, 0.05, 1 / 4, random))
    return withTimes(transpose(changed, randomKey(changed.notes, random)), (time) => time + 8)
  },
}

const timed = <T>(work: () => T): { result: T; ms: number } => {
  const from = performance.now()
  return { result: work(), ms: performance.now() - from }
}

/** The share of edited songs that are grouped with their originals, among these and up to 600 others. */
function tryEdits(songs: readonly Song[]) {
  const ids = new Set([...songs.map(({ id }) => id), ...fingerprints.slice(0, 600).map(({ id }) => id)])
  const all = fingerprints.filter(({ id }) => ids.has(id))
  return Object.entries(edits).map(([edit, change]) => {
    const edited = songs.map(({ id, score }) => ({
      id: `${id} edited`,
      fingerprint: fingerprint(change(score)),
    }))
    const groups = groupDuplicates([...all, ...edited])
    const groupOf = new Map(groups.flatMap((ids, group) => ids.map((id) => [id, group] as const)))
    const found = songs.filter(({ id }) => groupOf.has(id) && groupOf.get(id) === groupOf.get(`${id} edited`))
    return { edit, n: songs.length, found: found.length, share: found.length / songs.length }
  })
}

const pairsOf = (groups: readonly (readonly string[])[]): Set<string> =>
  new Set(groups.flatMap((ids) => ids.flatMap((a) => ids.filter((b) => a < b).map((b) => `${a} ${b}`))))

function readGroups(file: string, column: string): string[][] {
  const [header, ...rows] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','))
  const groups = new Map<string, string[]>()
  for (const row of rows) {
    const key = row[header.indexOf(column)]
    groups.set(key, [...(groups.get(key) ?? []), row[0]])
  }
  return [...groups.values()]
}

function compare(ours: readonly string[][], file: string, fingerprints: ReadonlyMap<string, Uint8Array>) {
  const pairs = pairsOf(ours)
  const known = (groups: string[][]) => pairsOf(groups.map((ids) => ids.filter((id) => fingerprints.has(id))))
  const [same, reference] = [known(readGroups(file, 'content')), known(readGroups(file, 'dup_group'))]
  const both = [...reference].filter((pair) => pairs.has(pair)).length
  const [precision, recall] = [both / pairs.size, both / reference.size]
  const overlapOf = (pair: string) => {
    const [a, b] = pair.split(' ').map((id) => fingerprints.get(id) ?? new Uint8Array())
    return likeness(a, b).overlap
  }
  const histogram = (differing: string[]) => {
    const counts = Array<number>(10).fill(0)
    for (const pair of differing) counts[Math.min(9, Math.floor(10 * overlapOf(pair)))]++
    return counts
  }
  return {
    content: { pairs: same.size, found: [...same].filter((pair) => pairs.has(pair)).length },
    dupGroup: {
      pairs: reference.size,
      ours: pairs.size,
      both,
      precision,
      recall,
      f1: (2 * both) / (pairs.size + reference.size),
    },
    overlapOfTheirsOnly: histogram([...reference].filter((pair) => !pairs.has(pair))),
    overlapOfOursOnly: histogram([...pairs].filter((pair) => !reference.has(pair))),
  }
}

const songs = [...songsIn(positionals[0])]
const made = timed(() => songs.map(({ id, score }) => ({ id, fingerprint: fingerprint(score) })))
const fingerprints = made.result
const grouped = timed(() => groupDuplicates(fingerprints))
const sizes = fingerprints.map((song) => song.fingerprint.length).sort((a, b) => a - b)
const edited = sample(
  songs.filter(({ score }) => score.notes.length >= 50),
  Number(values.edited),
  random,
)
const report = {
  songs: songs.length,
  fingerprint: {
    msPerSong: made.ms / songs.length,
    bytes: [0.5, 0.95, 1].map((q) => sizes[Math.round(q * (sizes.length - 1))]),
  },
  groups: grouped.result.length,
  songsInGroups: grouped.result.flat().length,
  largest: grouped.result
    .map(({ length }) => length)
    .sort((a, b) => b - a)
    .slice(0, 10),
  msToGroup: grouped.ms,
  ...(values.groups
    ? compare(grouped.result, values.groups, new Map(fingerprints.map((song) => [song.id, song.fingerprint])))
    : {}),
  edits: edited.length > 0 ? tryEdits(edited) : [],
}
process.stdout.write(`${JSON.stringify(report, null, 1)}\n`)
