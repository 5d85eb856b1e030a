/**
 * How well copies are found: npx tsx packages/originality/evaluate.ts FOLDER [--songs N] [--held-out N] [--trials N]
 * [--encoding notes|tokens|rolls] [--window QUARTERS] [--groups index.csv] [--seed N]. FOLDER holds .mid or .npz. Songs
 * are held out by groups of duplicates: those of a column `dup_group`, or else ours. Prints JSON.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { sortNotes, transpose, type Score } from '@earshot/music/notes'
import { fromBarRoll, toBarRolls } from '@earshot/music/roll'
import { fromChords, toChords } from '@earshot/music/tokens'
import { below, deriveSeed, seeded, shuffled, type Random } from '@earshot/random/random'
import { cutQuarters } from './cut.ts'
import { groupDuplicates } from './duplicates.ts'
import { fingerprint } from './fingerprint.ts'
import { buildHashedIndex, checkHashes, openHashedIndex } from './hashed-index.ts'
import { isCopy, originality } from './originality.ts'
import { buildPassageIndex, toBytes } from './passage-index.ts'
import { changeNotes, plant, randomKey } from './planted.ts'
import { songsIn, type Song } from './song-folder.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    songs: { type: 'string', default: '500' },
    'held-out': { type: 'string', default: '100' },
    trials: { type: 'string', default: '200' },
    encoding: { type: 'string', default: 'notes' },
    groups: { type: 'string' },
    window: { type: 'string', default: '32' },
    seed: { type: 'string', default: '1' },
  },
})
const trials = Number(values.trials)
const clipQuarters = 64
const fewestNotes = 24

const encodings: Record<string, { encode: (score: Score) => Score; step: number }> = {
  notes: { encode: (score) => score, step: 1 / 4 },
  tokens: { encode: (score) => fromChords(toChords(score, 'quarter')), step: 1 },
  rolls: { encode: throughRolls, step: 1 / 6 },
}
const { encode, step } = encodings[values.encoding]

function throughRolls(score: Score): Score {
  const windows = toBarRolls(score).map((roll) => fromBarRoll(roll))
  const notes = windows.flatMap((window, i) =>
    window.notes.map((note) => ({ ...note, start: note.start + 64 * i, end: note.end + 64 * i })),
  )
  return { ...score, notes: sortNotes(notes), length: 64 * windows.length }
}

function groupOf(songs: readonly Song[]): (id: string) => string {
  const groups = new Map<string, string>()
  if (values.groups) {
    const [header, ...rows] = readFileSync(values.groups, 'utf8').trim().split('\n')
    const column = header.split(',').indexOf('dup_group')
    for (const row of rows) groups.set(row.slice(0, row.indexOf(',')), row.split(',')[column])
  } else {
    const fingerprints = songs.map(({ id, score }) => ({ id, fingerprint: fingerprint(score) }))
    for (const group of groupDuplicates(fingerprints)) for (const id of group) groups.set(id, group[0])
  }
  return (id) => groups.get(id) ?? id
}

/** A stretch of `quarters` with enough notes, from a random one of the songs. */
function passage(songs: readonly Song[], quarters: number, random: Random): { id: string; score: Score } {
  for (;;) {
    const { id, score } = songs[below(songs.length, random)]
    const start =
      score.notes.length > 0 ? Math.floor(score.notes[below(score.notes.length, random)].start) : 0
    const cut = cutQuarters(score, start, start + quarters)
    if (cut.notes.length >= fewestNotes) return { id, score: cut }
  }
}

/** The chords of a stretch in random order, a quarter note each: what a poor model of the tokens makes. */
const shuffledChords = (score: Score, random: Random): Score =>
  cutQuarters(fromChords(shuffled(toChords(score, 'quarter'), random)), 0, score.length)

const all = [...songsIn(positionals[0])].filter(({ score }) => score.notes.length >= 50)
const group = groupOf(all)
const random = seeded(deriveSeed(Number(values.seed), 'evaluate'))
const groups = shuffled([...new Set(all.map(({ id }) => group(id)))], random)
const heldOutGroups = new Set(groups.slice(0, Number(values['held-out'])))
const encoded = all.map(({ id, score }) => ({ id, score: encode(score) }))
const hosts = encoded.filter(({ id }) => heldOutGroups.has(group(id)))
const songs = shuffled(
  encoded.filter(({ id }) => !heldOutGroups.has(group(id))),
  random,
).slice(0, Number(values.songs))

const before = process.memoryUsage()
let clock = performance.now()
const index = buildPassageIndex(songs)
const buildMs = performance.now() - clock
const after = process.memoryUsage()
clock = performance.now()
const hashedBytes = buildHashedIndex(
  songs.map(({ score }) => score),
  { salt: 'evaluate' },
)
const hashedMs = performance.now() - clock
const hashed = openHashedIndex(hashedBytes)

interface Trial {
  piece: Score
  source: string | null
}

function judge({ piece, source }: Trial) {
  clock = performance.now()
  const result = originality(piece, index, { window: Number(values.window) })
  const ms = performance.now() - clock
  const hashes = checkHashes(piece, hashed)
  if (!result.checked || !hashes.checked) return null
  const right = source !== null && result.closest !== null && group(result.closest.songId) === group(source)
  return {
    score: result.score,
    run: result.longest?.different ?? 0,
    copy: isCopy(result),
    right,
    ms,
    share: hashes.share,
    hashRun: hashes.longest?.notes ?? 0,
  }
}

const kinds: Record<string, (passage: Score) => Score> = {
  exact: (score) => score,
  transposed: (score) => transpose(score, randomKey(score.notes, random)),
  'changed 10 %': (score) => ({ ...score, notes: changeNotes(score.notes, 0.1, step, random) }),
  'transposed, changed 10 %': (score) =>
    transpose(
      { ...score, notes: changeNotes(score.notes, 0.1, step, random) },
      randomKey(score.notes, random),
    ),
}

const hostKinds: Record<string, () => Score> = {
  human: () => passage(hosts, clipQuarters, random).score,
  shuffled: () => shuffledChords(passage(hosts, clipQuarters, random).score, random),
}

function summary(results: ReturnType<typeof judge>[]) {
  const checked = results.filter((result) => result !== null)
  const share = (test: (result: (typeof checked)[number]) => boolean) =>
    checked.filter(test).length / checked.length
  const quantiles = (of: (result: (typeof checked)[number]) => number) => {
    const sorted = checked.map(of).sort((a, b) => a - b)
    return [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1].map((q) =>
      Number(sorted[Math.round(q * (sorted.length - 1))]?.toFixed(3)),
    )
  }
  return {
    n: checked.length,
    found: share(({ copy }) => copy),
    below: Object.fromEntries(
      [0.3, 0.4, 0.5, 0.6].map((limit) => [limit, share(({ score }) => score < limit)]),
    ),
    runOver: Object.fromEntries([24, 32, 48].map((limit) => [limit, share(({ run }) => run > limit)])),
    hashRunOver: Object.fromEntries(
      [16, 20, 24, 32].map((limit) => [limit, share(({ hashRun }) => hashRun > limit)]),
    ),
    foundRightSong: share(({ copy, right }) => copy && right),
    score: quantiles(({ score }) => score),
    run: quantiles(({ run }) => run),
    hashShare: quantiles(({ share }) => share),
    hashRun: quantiles(({ hashRun }) => hashRun),
    ms: quantiles(({ ms }) => ms),
  }
}

const planted = Object.entries(hostKinds).flatMap(([host, makeHost]) =>
  Object.entries(kinds).flatMap(([kind, change]) =>
    [16, 32, clipQuarters].map((quarters) => {
      const results = Array.from({ length: trials }, () => {
        const { id, score } = passage(songs, quarters, random)
        const at = below(clipQuarters - quarters + 1, random)
        return judge({ piece: plant(makeHost(), change(score), at), source: id })
      })
      return { host, kind, quarters, ...summary(results) }
    }),
  ),
)
const clean = Object.entries(hostKinds).map(([host, makeHost]) => ({
  host,
  ...summary(Array.from({ length: 5 * trials }, () => judge({ piece: makeHost(), source: null }))),
}))

const report = {
  songs: songs.length,
  heldOut: hosts.length,
  encoding: values.encoding,
  notes: index.songs.reduce((sum, { cells }) => sum + cells.times.length, 0),
  index: {
    buildMs,
    bytes: toBytes(index).length,
    memory: after.arrayBuffers - before.arrayBuffers,
  },
  hashed: { buildMs: hashedMs, bytes: hashedBytes.length, grams: hashed.hashes.length },
  clean,
  planted,
}
process.stdout.write(`${JSON.stringify(report, null, 1)}\n`)
