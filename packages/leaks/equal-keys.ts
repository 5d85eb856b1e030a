/** The form of the names by which a browser asks for clips. They are random: what is not alike in them may tell. */
import { shuffled, type Random } from '@earshot/random/random'
import type { ClipTraits } from './clip-traits.ts'
import { differing } from './equal-report.ts'
import type { Finding } from './finding.ts'
import { grouped } from './grouped.ts'

/** Chances below this are no chance. */
const unlikely = 1e-4
const remedy = 'Give all clips keys of random characters from one generator.'

/** Alphabets, each with its size; a later one holds the earlier. */
const alphabets: [name: string, size: number, pattern: RegExp][] = [
  ['digits', 10, /^\d*$/],
  ['hexadecimal', 16, /^(?:[\da-f]*|[\dA-F]*)$/],
  ['letters of one case and digits', 36, /^(?:[\da-z]*|[\dA-Z]*)$/],
  ['letters and digits', 62, /^[\dA-Za-z]*$/],
  ['letters, digits, - and _', 64, /^[\w-]*$/],
  ['any characters', 95, /^/],
]

const alphabetOf = (text: string): number => alphabets.findIndex(([, , pattern]) => pattern.test(text))

/** Findings for keys of different lengths, alphabets or addresses, and for keys that tell the source by their order. */
export function keyFindings(clips: readonly ClipTraits[], random: Random): Finding[] {
  const lengths = ({ keys }: ClipTraits) =>
    [...new Set(keys.map(({ length }) => length))].sort().join(' and ')
  return [
    ...differing(clips, 'key-length', 'length of keys', lengths, remedy),
    ...differing(clips, 'clip-address', 'form of addresses', addresses, 'Serve all clips under one address.'),
    ...differing(clips, 'key-alphabet', 'alphabet of keys', alphabet(clips), remedy),
    ...sharedCharacters(clips),
    ...order(clips, random),
  ]
}

const addresses = ({ paths, keys }: ClipTraits): string =>
  [...new Set(paths.map((path) => keys.reduce((one, key) => one.replaceAll(key, 'KEY'), path)))]
    .sort()
    .join(' and ')

/**
 * The alphabet of a clip's keys. That of its source's keys, or of its own, where they are too many to have none of the
 * other characters by chance; else that of all clips.
 */
function alphabet(clips: readonly ClipTraits[]): (clip: ClipTraits) => string {
  const all = alphabetOf(clips.flatMap(({ keys }) => keys).join(''))
  const chance = (text: string) => (alphabets[alphabetOf(text)][1] / alphabets[all][1]) ** text.length
  const sources = grouped(clips, ({ source }) => source)
  return ({ source, keys }) => {
    const ofSource = (sources.get(source) ?? []).flatMap((clip) => clip.keys).join('')
    const text = [keys.join(''), ofSource].find((one) => chance(one) < unlikely)
    return alphabets[text === undefined ? all : alphabetOf(text)][0]
  }
}

/** Places at which all keys of a source have one character and others do not, where that is not by chance. */
function fixedCharacters(clips: readonly ClipTraits[]): Finding[] {
  const size = alphabets[alphabetOf(clips.flatMap(({ keys }) => keys).join(''))][1]
  const places = Math.min(...clips.flatMap(({ keys }) => keys.map(({ length }) => length)))
  const fixed = (some: readonly ClipTraits[], place: number): string | null => {
    const keys = some.flatMap((clip) => clip.keys)
    const chance = 2 * places * size ** (1 - keys.length)
    const same = [place, -1 - place].map((at) => new Set(keys.map((key) => key.at(at))))
    return chance < unlikely ? same.map((set) => (set.size === 1 ? [...set][0] : '?')).join('') : null
  }
  const sources = grouped(clips, ({ source }) => source)
  const form = ({ source }: ClipTraits) => {
    const parts = Array.from(
      { length: places },
      (_, place) => fixed(sources.get(source) ?? [], place) ?? '??',
    )
    return `${parts.map(([first]) => first).join('')} and at the end ${parts
      .map((part) => part[1])
      .reverse()
      .join('')}`
  }
  return differing(clips, 'key-characters', 'characters that all keys of a source have', form, remedy)
}

/** Characters that all texts begin with. */
function commonStart(texts: readonly string[]): number {
  const [first = '', ...others] = texts
  const at = Array.from(first).findIndex((character, i) => others.some((one) => one[i] !== character))
  return at < 0 ? first.length : at
}

const reversed = (text: string): string => Array.from(text).reverse().join('')

/** Characters at one place that a source's keys have in common, and else a beginning or an end that a few keys do. */
function sharedCharacters(clips: readonly ClipTraits[]): Finding[] {
  const fixed = fixedCharacters(clips)
  return fixed.length > 0 ? fixed : sharedEnds(clips)
}

/**
 * Keys of one source, or of all others, that begin or end with the same characters, as all keys do not: so many in a row are
 * no chance with two keys already.
 */
function sharedEnds(clips: readonly ClipTraits[]): Finding[] {
  const all = clips.flatMap(({ keys }) => keys)
  const size = alphabets[alphabetOf(all.join(''))][1]
  const sources = [...new Set(clips.map(({ source }) => source))]
  const groups = sources.flatMap((source) => [
    clips.filter((clip) => clip.source === source),
    clips.filter((clip) => clip.source !== source),
  ])
  return groups.flatMap((some) => {
    const keys = some.flatMap((clip) => clip.keys)
    const ends = [
      ['begin', commonStart(keys) - commonStart(all)],
      ['end', commonStart(keys.map(reversed)) - commonStart(all.map(reversed))],
    ] as const
    const [end, length] = ends[0][1] >= ends[1][1] ? ends[0] : ends[1]
    const chance = 2 * groups.length * size ** (-length * (keys.length - 1))
    if (keys.length < 2 || chance > unlikely) return []
    const names = [...new Set(some.map(({ source }) => `"${source}"`))].join(', ')
    return [
      {
        check: 'equal' as const,
        rule: 'key-characters',
        blocks: true,
        message: `All keys of ${names} ${end} with the same ${length} characters, which is not by chance. ${remedy}`,
        clips: some.map(({ id }) => id),
        evidence: keys.join('\n'),
      },
    ]
  })
}

/** Enough for a chance of 1 in 10,000 to show. */
const shuffles = 19_999

/**
 * Keys in alphabetical order, from their beginning and from their end: where neighbours have the same source more often
 * than after shuffles, keys hold a prefix, a suffix or a time that goes with the source.
 */
function order(clips: readonly ClipTraits[], random: Random): Finding[] {
  const keys = clips.flatMap((clip) => clip.keys.map((key) => ({ key, source: clip.source })))
  const turned = keys.map(({ key, source }) => ({ key: reversed(key), source }))
  const chances = [keys, turned].map((some) => clustering(sortedSources(some), random))
  const chance = Math.min(1, 2 * Math.min(...chances))
  if (chance > unlikely) return []
  return [
    {
      check: 'equal',
      rule: 'key-order',
      blocks: true,
      message: `Keys of clips of one source lie together when all keys are sorted, which is not by chance. ${remedy}`,
      evidence: `permutation test of neighbours with the same source, p = ${chance.toPrecision(2)}`,
    },
  ]
}

const sortedSources = (keys: readonly { key: string; source: string }[]): string[] =>
  [...keys].sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ source }) => source)

const sameNeighbours = (sources: readonly string[]): number =>
  sources.filter((source, i) => i > 0 && source === sources[i - 1]).length

/** So many shuffles that do as well show that chance does. */
const enough = 10

/** The chance of as many neighbours with the same source. */
function clustering(sources: readonly string[], random: Random): number {
  const observed = sameNeighbours(sources)
  let [count, done] = [0, 0]
  for (; done < shuffles && count < enough; done++) {
    if (sameNeighbours(shuffled(sources, random)) >= observed) count++
  }
  return (count + 1) / (done + 1)
}
