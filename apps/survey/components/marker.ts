/** How a source is marked in tables and figures: hue and shape tell its family, lightness and fill its place in it. */
export interface Marker {
  shape: 'notehead' | 'circle' | 'square' | 'triangle' | 'diamond'
  /** A colour token of earshot.css. */
  color: string
  filled: boolean
}

interface Named {
  name: string
  label: string
  human: boolean
}

type Family = 'human' | 'a' | 'b' | 'c' | 'd'

const shapes: Record<Family, Marker['shape']> = {
  human: 'notehead',
  a: 'circle',
  b: 'square',
  c: 'triangle',
  d: 'diamond',
}

/** One marker a source, in the order given; only after nine sources does one come again. */
export function markersOf(sources: readonly Named[]): Marker[] {
  const taken: Record<Family, number> = { human: 0, a: 0, b: 0, c: 0, d: 0 }
  return sources.map((source) => {
    const family = familyOf(source, taken)
    const place = taken[family]++
    // The notehead is filled for the first human source and open for others.
    if (family === 'human') return { shape: 'notehead', color: '--src-0', filled: place === 0 }
    const second = place % 2 === 1
    return { shape: shapes[family], color: `--src-${family}${second ? '2' : '1'}`, filled: second }
  })
}

/** Circles are for LSTMs and squares for autoencoders; a third of these, and all else, goes where there is room. */
function familyOf(source: Named, taken: Record<Family, number>): Family {
  if (source.human) return 'human'
  const own = architectureOf(source)
  const families: Family[] = own === undefined ? ['c', 'd'] : [own, 'c', 'd']
  return families.find((family) => taken[family] < 2) ?? (taken.c <= taken.d ? 'c' : 'd')
}

function architectureOf({ name, label }: Named): 'a' | 'b' | undefined {
  const words = `${name} ${label}`.toLowerCase()
  if (words.includes('lstm')) return 'a'
  return /autoencoder|(?<![a-z])ae(?![a-z])/.test(words) ? 'b' : undefined
}
