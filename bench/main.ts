/** Figures of speed and memory, measured here and now. See docs/performance.md. */
import { printFigure, type Measured } from './figure.ts'
import { importSongs } from './import-songs.ts'
import { measureOriginality } from './originality.ts'
import { readSongs } from './read-lpd5.ts'
import { renderClips } from './render-clips.ts'

const figures: Record<string, () => Promise<Measured[]>> = {
  P1: readSongs,
  P4: renderClips,
  P9: importSongs,
  originality: measureOriginality,
}

/** The figures named, or all. Throws for one that is not known. */
export function chosenFigures(wanted: readonly string[]): string[] {
  const unknown = wanted.find((figure) => !(figure in figures))
  if (unknown !== undefined)
    throw new Error(`There is no figure ${unknown}; there are ${Object.keys(figures).join(', ')}.`)
  return wanted.length > 0 ? [...wanted] : Object.keys(figures)
}

/** Measures one figure and prints its lines. */
export async function bench(figure: string): Promise<void> {
  for (const measured of (await figures[figure]?.()) ?? []) printFigure(figure, measured)
}
