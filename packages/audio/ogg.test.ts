import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { StbVorbis } from 'stb-vorbis'
import { beforeAll, expect, test } from 'vitest'
import { layerPackage, packageFolder } from './instrument.ts'
import { truncateOgg } from './ogg.ts'

const file = readFileSync(join(packageFolder(layerPackage(9)), 'audio', 'C4v9.ogg'))
beforeAll(() => StbVorbis.ready)

test.each([1, 10_000, 48_000, 144_000])(
  'the part for %i frames decodes to that many, the same as the whole',
  (frames) => {
    const part = truncateOgg(file, frames)
    expect(part.length).toBeLessThan(file.length)
    const [partial, whole] = [part, file].map((bytes) => StbVorbis.decode(bytes).channels)
    expect(partial[0].length).toBeGreaterThanOrEqual(frames)
    expect(partial).toHaveLength(2)
    for (const [i, channel] of partial.entries()) {
      expect(Buffer.from(channel.buffer).equals(Buffer.from(whole[i].buffer, 0, channel.byteLength))).toBe(
        true,
      )
    }
  },
)

test('more frames than there are give the whole file', () => {
  expect(truncateOgg(file, 48_000 * 100)).toBe(file)
})

test('what is not whole Ogg pages is refused', () => {
  expect(() => truncateOgg(new Uint8Array([1, 2, 3]), 10)).toThrow('no Ogg page at byte 0')
  expect(() => truncateOgg(file.subarray(0, file.length - 1), 48_000 * 100)).toThrow('the last Ogg page ends')
  const damaged = new Uint8Array(file)
  damaged[truncateOgg(file, 1).length] = 0
  expect(() => truncateOgg(damaged, 48_000 * 100)).toThrow('no Ogg page at byte')
})
