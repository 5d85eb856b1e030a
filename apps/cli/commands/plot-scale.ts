/** Axes of pictures: where a value stands, and which values are named. */

export interface Scale {
  /** From a value to a share of the axis, 0 to 1. */
  place: (value: unknown) => number
  ticks: { at: number; label: string }[]
}

/** 1, 2 or 5 times a power of ten, such that about `count` of them fill the range. */
function niceStep(range: number, count: number): number {
  const rough = range / count
  const power = 10 ** Math.floor(Math.log10(rough))
  return power * ([1, 2, 5].find((step) => step * power >= rough) ?? 10)
}

const span = (from: number, to: number): number => (to > from ? to - from : 1)

const label = (value: number): string =>
  value !== 0 && (Math.abs(value) < 0.001 || Math.abs(value) >= 1e6)
    ? value.toExponential().replace('e+', 'e')
    : String(value)

/** About `count` round numbers between two. */
export function ticks(from: number, to: number, count: number): number[] {
  const step = niceStep(span(from, to), count)
  const first = Math.ceil(from / step - 1e-9)
  const last = Math.floor(to / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  )
}

/** Even numbers. */
export function linearScale(from: number, to: number, count = 5): Scale {
  const place = (value: unknown): number => (Number(value) - from) / span(from, to)
  return {
    place,
    ticks: ticks(from, to, count).map((value) => ({ at: place(value), label: label(value) })),
  }
}

/** Even factors: powers of ten, and 2 and 5 times them where there are few; all numbers above 0. */
export function logScale(from: number, to: number): Scale {
  const place = (value: unknown): number =>
    Math.log(Number(value) / from) / span(Math.log(from), Math.log(to))
  const decades = Math.log10(to / from)
  const marks = decades < 1.5 ? [1, 2, 5] : decades < 3 ? [1, 3] : [1]
  const powers: number[] = []
  for (let power = Math.floor(Math.log10(from)); power <= Math.log10(to) + 1e-9; power++)
    powers.push(...marks.map((mark) => Number(`${String(mark)}e${String(power)}`)))
  const within = powers.filter((value) => value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9))
  return { place, ticks: within.map((value) => ({ at: place(value), label: label(value) })) }
}

/** Values side by side, in the order given. */
export function namedScale(values: readonly unknown[], shortened: (text: string) => string): Scale {
  const names = values.map((value) => JSON.stringify(value))
  const at = (index: number): number => (index + 0.5) / Math.max(1, names.length)
  return {
    place: (value) => at(names.indexOf(JSON.stringify(value))),
    ticks: names.map((name, i) => ({ at: at(i), label: shortened(name.replaceAll('"', '')) })),
  }
}
