import { openMp3Encoder } from '@earshot/audio/mp3'
import { silence } from '@earshot/audio/stereo'
import { expect, test } from 'vitest'
import { readMp3 } from './mp3-file.ts'

const encode = await openMp3Encoder()
const sound = silence(24_000)
for (let i = 12_000; i < 24_000; i++) sound.left[i] = 0.2 * Math.sin(i * 0.06)
const plain = encode(sound, 192)
const paddings = [
  ...Buffer.from(plain)
    .toString('latin1')
    .matchAll(/LAME3\.100/g),
].map(({ index }) => index)
const written = (text: string, offsets: number[]) => {
  const copy = plain.slice()
  for (const offset of offsets) copy.set(Buffer.from(text, 'latin1'), offset)
  return copy
}

test('a plain file is frames of one kind and size, made by one encoder', () => {
  const file = readMp3(plain)
  expect(file.frames).toHaveLength(plain.length / 576)
  expect(file.frames.every(({ header, bytes }) => header === 'fffbb444' && bytes === 576)).toBe(true)
  expect(file).toMatchObject({ tags: [], outside: 0, encoders: ['LAME3.100'], borrows: true })
})

test('what sound makes of a name that is cut short is no other encoder, what is written often is', () => {
  const { length } = paddings
  expect(length).toBeGreaterThan(20)
  const [last = 0] = paddings.slice(-1)
  expect(readMp3(written('1', [last + 9])).encoders).toEqual(['LAME3.100'])
  expect(readMp3(written('\0', [last + 8])).encoders).toEqual(['LAME3.100'])
  expect(readMp3(written('LAME3.101', paddings.slice(0, 2))).encoders).toEqual(['LAME3.100'])
  expect(readMp3(written('LAME0o', [last])).encoders).toEqual(['LAME3.100'])
  expect(readMp3(written('LAME3.98r', paddings.slice(0, 5))).encoders).toEqual(['LAME3.100', 'LAME3.98r'])
  expect(readMp3(written('LAME3.98r', paddings)).encoders).toEqual(['LAME3.98r'])
})

test('bytes that are no MP3 are outside', () => {
  expect(readMp3(new Uint8Array(50))).toEqual({
    frames: [],
    tags: [],
    outside: 50,
    encoders: [],
    borrows: false,
  })
  expect(readMp3(new Uint8Array(0)).outside).toBe(0)
})
