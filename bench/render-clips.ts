/**
 * P4: processor seconds for a minute of clip, notes to encoded audio: the starter pieces, thirty seconds each, beside
 * fluidsynth and lame on the same notes in turn.
 */
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createClipMaker } from '@earshot/audio/clip'
import { excerpt } from '@earshot/music/excerpt'
import { readMidi, writeMidi } from '@earshot/music/midi'
import { perform, type Performance } from '@earshot/music/notes'
import { starterFolder } from './env.ts'
import { cpuSeconds, median, peakMegabytes, type Measured } from './figure.ts'
import { fluidsynthName, openFluidsynth } from './fluidsynth.ts'

const seconds = 30
const rounds = 5
/** Clips before and after which memory is read. */
const [few, many] = [10, 100]

async function excerpts(): Promise<Performance[]> {
  const names = (await readdir(starterFolder)).filter((name) => name.endsWith('.mid')).sort()
  const pieces = await Promise.all(
    names.map(async (name) => perform(readMidi(await readFile(join(starterFolder, name))).score)),
  )
  return pieces.map((piece) => excerpt(piece, 0, seconds))
}

/** The same notes as a MIDI file, at 120 quarter notes a minute. */
function midiOf({ notes, pedal, duration }: Performance): Uint8Array {
  return writeMidi({
    notes: notes.map((note) => ({ ...note, start: note.start * 2, end: note.end * 2 })),
    pedal: pedal.map(({ at, value }) => ({ at: at * 2, value })),
    tempos: [{ at: 0, bpm: 120 }],
    meters: [],
    length: duration * 2,
  })
}

/** What the peer does before and after its music: one note of a hundredth of a second. */
const almostNothing: Performance = {
  notes: [{ start: 0, end: 0.01, pitch: 60, velocity: 1 }],
  pedal: [],
  duration: 0.01,
}

interface Round {
  ours: number
  /** null where the peer is not installed. */
  theirs: number | null
  theirStart: number | null
}

const maker = createClipMaker()

async function ourSeconds(piece: Performance): Promise<number> {
  const begun = cpuSeconds()
  await maker.make(piece)
  return cpuSeconds() - begun
}

/** Each round makes every clip with both, one after the other; a minute is two clips. */
async function inRounds(pieces: Performance[]): Promise<Round[]> {
  const peer = await openFluidsynth()
  const results: Round[] = []
  for (let round = 0; round < rounds; round++) {
    const [ours, theirs, starts]: number[][] = [[], [], []]
    for (const piece of pieces) {
      ours.push(2 * (await ourSeconds(piece)))
      if (peer) theirs.push(2 * (await peer.seconds(midiOf(piece))))
      if (peer) starts.push(2 * (await peer.seconds(midiOf(almostNothing))))
    }
    const [own, other, start] = [ours, theirs, starts].map(median)
    results.push({ ours: own, theirs: peer && other, theirStart: peer && start })
  }
  await peer?.close()
  return results
}

function compared(name: string, results: Round[], peer: string, theirs: (round: Round) => number | null) {
  const pairs = results.flatMap((round) => {
    const other = theirs(round)
    return other === null ? [] : [{ own: round.ours, other }]
  })
  return {
    name,
    value: median(results.map(({ ours }) => ours)),
    unit: 'CPU s',
    peer,
    peerValue: pairs.length > 0 ? median(pairs.map(({ other }) => other)) : null,
    ratio: pairs.length > 0 ? median(pairs.map(({ own, other }) => other / own)) : null,
    goal: '<= 1x CPU',
  }
}

const alone = { peer: null, peerValue: null, ratio: null, holds: null }

/** What `many` clips cost more than `few` did, a clip: in time and in memory. */
async function growth(pieces: Performance[]): Promise<Measured[]> {
  const times: number[] = []
  let before = 0
  for (let i = 0; i < many; i++) {
    times.push(await ourSeconds(pieces[i % pieces.length]))
    if (i + 1 === few) before = peakMegabytes()
  }
  const [first, last] = [times.slice(0, few), times.slice(-few)].map(median)
  return [
    {
      ...alone,
      part: 'e',
      name: 'most memory of the process, 10 clips',
      value: before,
      unit: 'MB',
      goal: '',
    },
    { ...alone, part: 'f', name: 'the same after 100', value: peakMegabytes(), unit: 'MB', goal: '' },
    {
      ...alone,
      part: 'g',
      name: 'clips 91 to 100 against the first ten, CPU time',
      value: last / first,
      unit: 'x',
      goal: '<= 1.2',
      holds: last / first <= 1.2,
    },
  ]
}

export async function renderClips(): Promise<Measured[]> {
  const pieces = await excerpts()
  const cold = await ourSeconds(pieces[0])
  // Decodes the recordings that these pieces need, and lets the compiler see what is done often.
  for (const piece of pieces) await ourSeconds(piece)
  const grown = await growth(pieces)
  const results = await inRounds(pieces)
  const warm = compared(
    'a minute of clip: notes to encoded audio, warm',
    results,
    `${fluidsynthName}, without their start`,
    ({ theirs, theirStart }) => theirs && theirs - (theirStart ?? 0),
  )
  return [
    { ...warm, part: 'a' },
    {
      ...compared(
        'the same',
        results,
        `${fluidsynthName}, a process each as they run`,
        ({ theirs }) => theirs,
      ),
      part: 'b',
    },
    { ...alone, part: 'c', name: 'the first 30 s clip of a process', value: cold, unit: 'CPU s', goal: '' },
    {
      ...alone,
      part: 'd',
      name: '30 s clips a minute on one core',
      value: 120 / warm.value,
      unit: 'clips',
      goal: '',
    },
    ...grown,
  ]
}
