/** Figures of speed and memory, measured here and now. See docs/performance.md. */
import { backends, type MeasuredBackend } from './backends.ts'
import { rateInCrowd } from './crowd.ts'
import { decodeSong } from './decode-song.ts'
import { printFigure, type Measured } from './figure.ts'
import { generateSongs } from './generate-songs.ts'
import { importSongs } from './import-songs.ts'
import { measureOriginality } from './originality.ts'
import { hearPreviews } from './previews.ts'
import { waitForPages } from './respondent-page.ts'
import { readSongs } from './read-lpd5.ts'
import { renderPools } from './render-pools.ts'
import { renderClips } from './render-clips.ts'
import { trainAutoencoder, trainLstms } from './train-steps.ts'
import { peakMemory, presetSizes, tensorsLeft } from './training-memory.ts'
import { compareModes } from './training-modes.ts'

type Figures = Record<string, () => Promise<Measured[]>>

/** A figure of each backend: "P2a" asks for "P2a native" and "P2a wasm". */
const onEach = (figure: string, measure: (backend: MeasuredBackend) => Promise<Measured[]>): Figures =>
  Object.fromEntries(backends.map((backend) => [`${figure} ${backend}`, () => measure(backend)]))

const memory: Figures = Object.assign(
  {},
  ...backends.flatMap((backend) =>
    presetSizes.map((size) => ({ [`memory ${backend} ${size}`]: () => peakMemory(backend, size) })),
  ),
) as Figures

const figures: Figures = {
  P1: readSongs,
  ...onEach('P2a', trainAutoencoder),
  ...onEach('P2b', trainLstms),
  P2c: compareModes,
  ...onEach('P3', generateSongs),
  P4: renderClips,
  preview: hearPreviews,
  'P4 pools': renderPools,
  P5: rateInCrowd,
  page: waitForPages,
  P9: importSongs,
  originality: measureOriginality,
  ...onEach('decode', decodeSong),
  ...memory,
  ...onEach('tensors', tensorsLeft),
}

/** The figures named, or all; a name also stands for all that begin with its words. Throws for one that is not known. */
export function chosenFigures(wanted: readonly string[]): string[] {
  const all = Object.keys(figures)
  if (wanted.length === 0) return all
  return wanted.flatMap((name) => {
    const chosen = all.filter((figure) => `${figure} `.startsWith(`${name} `))
    if (chosen.length > 0) return chosen
    const names = new Set(all.map((figure) => figure.split(' ')[0]))
    throw new Error(`There is no figure ${name}; there are ${[...names].join(', ')}.`)
  })
}

/** Measures one figure and prints its lines. */
export async function bench(figure: string): Promise<void> {
  for (const measured of (await figures[figure]?.()) ?? [])
    printFigure(figure.split(' ')[0] ?? figure, measured)
}
