/**
 * P2c: the compute until the small LSTM predicts held-out songs as well as the paper's mode `windows` (a target after each
 * window) ever does within its budget, in that mode and in mode `sequence` (a target at each step). Both see the same songs, from the
 * same weights; processor seconds count training alone, not the held-out loss.
 */
import { backendInUse } from '@earshot/models/backend/backend'
import { lstmEncoding } from '@earshot/models/files/encoding'
import { fitWeights } from '@earshot/models/training/fit'
import { disposeWeights, initialWeights } from '@earshot/models/networks/initial-weights'
import type { Batch } from '@earshot/models/training/learner'
import { nextTokenLoss, seededDropout, tokenInputs, type Mode } from '@earshot/models/networks/lstm'
import { makeOptimizer } from '@earshot/models/training/optimizer'
import { lstmBatchSizes } from '@earshot/models/training/training-options'
import { predictionLoss } from '@earshot/models/evaluation/prediction-loss'
import { trainingSongs } from '@earshot/models/training/songs'
import {
  allWindows,
  songChords,
  tiledWindows,
  tooShortForTokens,
  windowInputs,
  windowTargets,
  type TokenSong,
  type TokenWindow,
} from '@earshot/models/training/token-windows'
import { buildVocabulary, encoder } from '@earshot/music/tokens'
import { deriveSeed, seeded, shuffled } from '@earshot/random/random'
import { cpuSeconds, median, note, type Measured } from './figure.ts'
import { lstm } from './networks.ts'
import { songsToTrain } from './training-songs.ts'

const SONGS = 40
const SEEDS = [1, 2, 3]
const WINDOW = 64

/** Steps in all, and from one held-out loss to the next; a step of mode `sequence` is of fewer windows, and is cheaper. */
const budgets: Record<Mode, { steps: number; every: number }> = {
  windows: { steps: 300, every: 10 },
  sequence: { steps: 400, every: 4 },
}

interface Tokens {
  name: string
  vocabulary: number
  songs: TokenSong[]
  heldOut: TokenSong[]
}

async function readTokens(): Promise<Tokens> {
  const { name, songs: all } = await songsToTrain(SONGS)
  const encoding = lstmEncoding.parse({ kind: 'tokens', window: WINDOW })
  const selection = { songs: null, seed: 1, heldOut: { share: 0.2, seed: 1, songs: SONGS } }
  const { songs, heldOut } = await trainingSongs(all, encoding, selection, tooShortForTokens(encoding))
  const chords = songs.map(({ score }) => songChords(score, encoding))
  const vocabulary = buildVocabulary(chords)
  const encode = encoder(vocabulary)
  return {
    name: `${String(songs.length)} ${name}`,
    vocabulary: vocabulary.chords.length,
    songs: chords.map(encode),
    heldOut: heldOut.map(({ score }) => encode(songChords(score, encoding))),
  }
}

/** So many batches of windows: the songs' windows in random order, over and over. */
function batchesOfWindows({ songs }: Tokens, mode: Mode, seed: number): TokenWindow[][] {
  const { steps } = budgets[mode]
  const batches: TokenWindow[][] = []
  for (let epoch = 0; batches.length < steps; epoch++) {
    const random = seeded(deriveSeed(seed, 'order', epoch))
    const all = mode === 'windows' ? allWindows(songs, WINDOW) : tiledWindows(songs, WINDOW, random)
    const windows = shuffled(all, random)
    const size = lstmBatchSizes[mode]
    for (let from = 0; from < windows.length; from += size) batches.push(windows.slice(from, from + size))
  }
  return batches.slice(0, steps)
}

/** A held-out loss, and the processor seconds of training before it. */
interface Point {
  seconds: number
  heldOut: number
}

/** Counts processor seconds between `start` and `pause`. */
function stopwatch() {
  let sum = 0
  let begun = cpuSeconds()
  return {
    start: () => (begun = cpuSeconds()),
    pause: () => (sum += cpuSeconds() - begun),
  }
}

/** The curve of a training from the seed's weights; `enough` ends it early. */
async function curve(data: Tokens, mode: Mode, seed: number, enough = -Infinity): Promise<Point[]> {
  const of = lstm('lstm', data.vocabulary)
  const { every } = budgets[mode]
  const weights = initialWeights(of, seed)
  const parts = batchesOfWindows(data, mode, seed)
  const watch = stopwatch()
  const points: Point[] = []
  const stop = new AbortController()
  const batches = (epoch: number): Batch[] => {
    watch.start()
    return parts.slice(epoch * every, (epoch + 1) * every).map((windows, i) => ({
      samples: windows.length,
      loss: (given) => {
        const dropout = seededDropout(deriveSeed(seed, 'dropout', epoch, i))
        const targets = windowTargets(windows, WINDOW, mode)
        return nextTokenLoss(tokenInputs(windowInputs(windows, WINDOW), of, given), targets, of, given, {
          mode,
          dropout,
        })
      },
    }))
  }
  const loss = () => {
    const seconds = watch.pause()
    const heldOut = predictionLoss(data.heldOut, WINDOW, of, weights).loss ?? Infinity
    points.push({ seconds, heldOut })
    note(`seed ${String(seed)}, ${mode}: ${heldOut.toFixed(3)} after ${seconds.toFixed(1)} processor seconds`)
    if (heldOut <= enough) stop.abort()
    return heldOut
  }
  const optimizer = makeOptimizer({ optimizer: 'rmsprop', learningRate: 0.001 })
  const epochs = parts.length / every
  await fitWeights(
    { weights, optimizer, epochs, batches, heldOut: { every: 1, loss } },
    { signal: stop.signal },
  )
  disposeWeights(weights)
  return points
}

/** Processor seconds of both modes to the best held-out loss of mode `windows`; null where `sequence` does not reach it. */
async function secondsToReach(data: Tokens, seed: number) {
  const paper = await curve(data, 'windows', seed)
  const [best] = paper.toSorted((a, b) => a.heldOut - b.heldOut)
  const ours = await curve(data, 'sequence', seed, best.heldOut)
  const reached = ours.find(({ heldOut }) => heldOut <= best.heldOut)
  return { windows: best.seconds, sequence: reached?.seconds ?? null }
}

export async function compareModes(): Promise<Measured[]> {
  const backend = await backendInUse()
  const data = await readTokens()
  note(
    `${data.name}, ${String(data.heldOut.length)} held out, vocabulary ${String(data.vocabulary)}, on ${backend}`,
  )
  const reached: Awaited<ReturnType<typeof secondsToReach>>[] = []
  for (const seed of SEEDS) reached.push(await secondsToReach(data, seed))
  const pairs = reached.flatMap(({ windows, sequence }) => (sequence === null ? [] : { windows, sequence }))
  // One seed that does not reach it makes the whole figure miss.
  const all = pairs.length === reached.length
  return [
    {
      part: ` ${backend}`,
      name: `mode sequence to the best held-out loss of mode windows (300 steps), LSTM 2x256 on ${data.name}, median of ${String(SEEDS.length)} seeds`,
      value: all ? median(pairs.map(({ sequence }) => sequence)) : null,
      unit: 'processor s',
      peer: 'mode windows (the paper)',
      peerValue: median(reached.map(({ windows }) => windows)),
      ratio: all ? median(pairs.map(({ windows, sequence }) => windows / sequence)) : null,
      goal: '>= 20x (a twentieth of the compute)',
      holds: all && median(pairs.map(({ windows, sequence }) => windows / sequence)) >= 20,
    },
  ]
}
