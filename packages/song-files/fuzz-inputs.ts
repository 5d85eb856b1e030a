/** Damaged files of every kind, for the fuzz test of this package and for scripts/fuzz.ts. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { mutant } from '@earshot/music/mutants'
import { below, type Random } from '@earshot/random/random'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { pack } from 'tar-stream'

export interface FuzzInput {
  kind: string
  /** with the extension by which it is read */
  name: string
  bytes: Uint8Array
}

const read = (path: string): Uint8Array => readFileSync(new URL(path, import.meta.url))

/** Gives one damaged file after another; of a hundred, each kind has about its `weight`. */
export async function fuzzInputs(): Promise<(random: Random) => FuzzInput> {
  const makers = await inputMakers()
  const wheel = makers.flatMap(({ weight, ...maker }) => Array.from({ length: weight }, () => maker))
  return (random) => {
    const { kind, name, make } = wheel[below(wheel.length, random)]
    return { kind, name, bytes: make(random) }
  }
}

interface Maker {
  kind: string
  name: string
  /** out of a hundred */
  weight: number
  make: (random: Random) => Uint8Array
}

async function inputMakers(): Promise<Maker[]> {
  const rolls = ['lpd5-zip64', 'lpd5-stored', 'pypianoroll-binary', 'pypianoroll-bare'].map((name) =>
    read(`../music/fixtures/${name}.npz`),
  )
  const midis = ['satie-gymnopedie-no1', 'solace'].map((name) => read(`../../content/starter/${name}.mid`))
  const scores = ['minuet.musicxml', 'scale.mei'].map((name) => read(`fixtures/${name}`))
  const songs = {
    'd/a.mid': midis[0].subarray(0, 2000),
    'b.npz': rolls[0],
    README: strToU8('songs'),
    'c.mid': midis[1].subarray(0, 1500),
  }
  const tarred = await tar(songs)
  const zipped = zipSync(songs)
  const gzipped = gzipSync(tarred)
  const packed = zipSync({
    'META-INF/container.xml': strToU8('<container><rootfile full-path="a.xml"/></container>'),
    'a.xml': scores[0],
  })
  const oneOf = (inputs: readonly Uint8Array[]) => (random: Random) =>
    mutant(inputs[below(inputs.length, random)], random)
  return [
    { kind: 'MIDI', name: 'a.mid', weight: 26, make: oneOf(midis) },
    { kind: 'npz', name: 'a.npz', weight: 12, make: oneOf(rolls) },
    {
      kind: 'member of an npz',
      name: 'a.npz',
      weight: 16,
      make: (random) => withMutantMember(rolls[below(rolls.length, random)], random),
    },
    { kind: 'tar', name: 'a.tar', weight: 8, make: oneOf([tarred]) },
    {
      kind: 'header of a tar',
      name: 'a.tar',
      weight: 10,
      make: (random) => withMutantHeader(tarred, random),
    },
    { kind: 'gzip', name: 'a.tar.gz', weight: 8, make: oneOf([gzipped]) },
    {
      kind: 'tar in a gzip',
      name: 'a.tgz',
      weight: 5,
      make: (random) => gzipSync(mutant(tarred, random), { level: 1 }),
    },
    { kind: 'zip', name: 'a.zip', weight: 10, make: oneOf([zipped]) },
    { kind: 'MusicXML, MEI', name: 'a.musicxml', weight: 3, make: oneOf(scores) },
    { kind: 'mxl', name: 'a.mxl', weight: 2, make: oneOf([packed]) },
  ]
}

/** With right checksums, so that the reader gets to see what is inside. */
function withMutantMember(archive: Uint8Array, random: Random): Uint8Array {
  const members = unzipSync(archive)
  const names = Object.keys(members)
  const name = names[below(names.length, random)]
  return zipSync({ ...members, [name]: mutant(members[name], random) }, { level: 0 })
}

const block = 512
const checksum = { at: 148, length: 8 }

/** One header with up to 16 changed bytes and a right checksum. */
function withMutantHeader(archive: Uint8Array, random: Random): Uint8Array {
  const bytes = Buffer.from(archive)
  const headers = Array.from({ length: bytes.length / block }, (_, i) => i * block).filter(
    (at) => bytes.toString('latin1', at + 257, at + 262) === 'ustar',
  )
  const at = headers[below(headers.length, random)]
  const header = bytes.subarray(at, at + block)
  for (let i = 0; i <= below(16, random); i++) {
    // Sizes and types stand here; the rest is mostly zero.
    header[below(2, random) === 0 ? 120 + below(40, random) : below(block, random)] = below(256, random)
  }
  header.fill(' ', checksum.at, checksum.at + checksum.length)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(sum.toString(8).padStart(6, '0') + '\0 ', checksum.at, 'latin1')
  return bytes
}

async function tar(members: Record<string, Uint8Array>): Promise<Uint8Array> {
  const archive = pack()
  for (const [name, bytes] of Object.entries(members)) archive.entry({ name }, bytes)
  archive.finalize()
  const chunks: Uint8Array[] = []
  for await (const chunk of archive as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
