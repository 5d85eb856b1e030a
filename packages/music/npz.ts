import { parseNpy, type NpyArray } from './npy.ts'
import { openZip } from './zip.ts'

/** Five tracks of the longest song of LPD-5 take a fourth of this. */
export const maxUnpackedBytes = 64 * 2 ** 20

/**
 * The arrays of a .npz archive by their name without `.npy`, as numpy.load gives them; other members are left out.
 * Throws ZipError or NpyError, and ZipError where everything unpacked exceeds `maxBytes` (64 MiB).
 */
export function readNpz(bytes: Uint8Array, maxBytes = maxUnpackedBytes): Map<string, NpyArray> {
  const arrays = new Map<string, NpyArray>()
  for (const [name, member] of openZip(bytes, maxBytes)) {
    if (name.endsWith('.npy')) arrays.set(name.slice(0, -'.npy'.length), parseNpy(member.read()))
  }
  return arrays
}
