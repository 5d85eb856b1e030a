import { expect, test } from 'vitest'
import { assertPlain, bitrates, frameBytes, openMp3Encoder } from './mp3.ts'
import { silence, type Stereo } from './stereo.ts'

const encode = await openMp3Encoder()

function tones(frames: number, frequency = 440): Stereo {
  const { left, right } = silence(frames)
  for (let i = 0; i < frames; i++) {
    left[i] = 0.2 * Math.sin((2 * Math.PI * frequency * i) / 48_000)
    right[i] = 0.1 * Math.sin((2 * Math.PI * 1.5 * frequency * i) / 48_000)
  }
  return { left, right }
}

const plain = encode(tones(24_000), 192)
const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const tag = (text: string, length: number) => {
  const bytes = new Uint8Array(length)
  bytes.set(Buffer.from(text, 'latin1'))
  return bytes
}
const planted = (offset: number, ...values: number[]) => {
  const bytes = plain.slice()
  bytes.set(values, offset)
  return bytes
}
const plantedText = (text: string) => planted(36, ...Buffer.from(text, 'latin1'))

test.each(bitrates)('%i kbit/s: whole frames, as many for any sound of one duration', (bitrate) => {
  const sounds = [tones(24_000), tones(24_000, 3000), silence(24_000)]
  const sizes = sounds.map((sound) => encode(sound, bitrate).length)
  expect(new Set(sizes).size).toBe(1)
  expect(assertPlain(encode(sounds[0], bitrate), bitrate)).toBe(sizes[0] / frameBytes(bitrate))
  expect(frameBytes(bitrate)).toBe(bitrate * 3)
})

test('one encoder gives the same bytes each time, whatever it encoded before', async () => {
  encode(tones(10_000, 5000), 128)
  expect(encode(tones(24_000), 192)).toEqual(plain)
  expect((await openMp3Encoder())(tones(24_000), 192)).toEqual(plain)
})

test.each([
  ['an ID3v2 tag', joined(tag('ID3\u0004', 128), plain)],
  ['an ID3v2 tag as long as a frame', joined(tag('ID3\u0004', 576), plain)],
  ['an ID3v1 tag', joined(plain, tag('TAGSome title', 128))],
  ['an APE tag as long as a frame', joined(plain, tag('APETAGEX', 576))],
  ['a Xing header', plantedText('Xing')],
  ['an Info header', plantedText('Info')],
  ['a VBRI header', plantedText('VBRI')],
  ['a frame of another bitrate', planted(2 * 576 + 2, 0xa4)],
  ['a padded frame', planted(3 * 576 + 2, 0xb6)],
  ['a frame with a checksum', planted(576 + 1, 0xfa)],
  ['a mono frame', planted(4 * 576 + 3, 0xc4)],
  ['a copyright bit', planted(4 * 576 + 3, plain[3] | 0x08)],
  ['a file cut short', plain.subarray(0, -1)],
  ['nothing', new Uint8Array(0)],
])('%s is found', (_, bytes) => {
  expect(() => assertPlain(bytes)).toThrow('not a plain MP3')
})

test('a plain file of another bitrate is not what was asked for', () => {
  expect(() => assertPlain(encode(tones(26_400), 128))).toThrow('not that of 192 kbit/s')
  expect(assertPlain(plain)).toBe(plain.length / 576)
})
