import { below, type Random } from '@earshot/random/random'

/** Values at which parsers change their minds: limits of fields, MIDI status bytes, letters of headers. */
const edges = [0, 1, 0x2f, 0x51, 0x58, 0x7f, 0x80, 0x90, 0xf0, 0xf7, 0xff]

const anyByte = (random: Random): number =>
  below(2, random) === 0 ? edges[below(edges.length, random)] : below(256, random)

const mutations: ((bytes: Buffer, at: number, length: number, random: Random) => Buffer)[] = [
  (bytes, at, length) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]),
  (bytes, at, length) => Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]),
  (bytes, at) => bytes.subarray(0, at),
  (bytes, _, length, random) => {
    for (let i = 0; i < length; i++) bytes[below(bytes.length, random)] = anyByte(random)
    return bytes
  },
  (bytes, at, length, random) => {
    bytes.subarray(at, at + length).fill(anyByte(random))
    return bytes
  },
  (bytes, at, length, random) => {
    const from = below(bytes.length, random)
    bytes.copy(bytes, at, from, from + length)
    return bytes
  },
]

/** A copy with one fault: 1 to 16 bytes cut out, doubled, filled, copied over or changed, or all after a place cut off. */
export function mutant(bytes: Uint8Array, random: Random): Uint8Array {
  const at = below(bytes.length, random)
  const mutate = mutations[below(mutations.length, random)]
  return mutate(Buffer.from(bytes), at, 1 + below(16, random), random)
}
