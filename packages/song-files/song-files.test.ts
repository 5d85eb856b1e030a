import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { below, seeded } from '@earshot/random/random'
import { strToU8, zipSync } from 'fflate'
import { pack, type Header } from 'tar-stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ArchiveLimits } from './limits.ts'
import { openSongFiles, SongFilesError, type FoundFile } from './song-files.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-song-files-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function save(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
  return path
}

type Member = [name: string | Partial<Header>, bytes?: Uint8Array]

async function tar(members: readonly Member[]): Promise<Buffer> {
  const archive = pack()
  for (const [header, bytes] of members) {
    const named = typeof header === 'string' ? { name: header } : { name: '', ...header }
    archive.entry(named, bytes ?? new Uint8Array())
  }
  archive.finalize()
  const chunks: Uint8Array[] = []
  for await (const chunk of archive as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function all(paths: string[], limits?: Partial<ArchiveLimits>): Promise<FoundFile[]> {
  const found: FoundFile[] = []
  for await (const file of (await openSongFiles(paths, limits)).files()) found.push(file)
  return found
}

/** The names of songs, and `name: reason` of what was refused. */
const outcome = async (paths: string[], limits?: Partial<ArchiveLimits>): Promise<string[]> =>
  (await all(paths, limits)).map((found) =>
    'bytes' in found ? found.file : `${found.file}: ${found.refused}`,
  )

const song = (text: string): Uint8Array => strToU8(`MThd ${text}`)
const score = strToU8('<?xml version="1.0"?><score-partwise/>')
const random = seeded(4)
/** Bytes that do not compress. */
const noise = (length: number): Uint8Array => Uint8Array.from({ length }, () => below(256, random))

describe('folders', () => {
  // Other systems refuse to make such a file.
  test.runIf(process.platform === 'linux')(
    'a name that is no UTF-8 is refused, and only that file',
    async () => {
      const name = Buffer.concat([
        Buffer.from(join(folder, 'b')),
        Buffer.from([0xff, 0xfe]),
        Buffer.from('.mid'),
      ])
      await writeFile(name, song('1'))
      await save('a.mid', song('2'))
      const [first, second, ...rest] = await outcome([folder])
      expect([first, rest]).toEqual(['a.mid', []])
      expect(second).toMatch(/^b.*\.mid: it cannot be read/)
    },
  )

  test('songs of every kind and archives in them, sorted; other files are passed over', async () => {
    await save('b/two.MID', song('2'))
    await save('b/one.npz', song('1'))
    await save('a.kar', song('0'))
    await save('README.md', strToU8('hello'))
    await save('ids.txt', strToU8('1'))
    await save('settings.xml', strToU8('<settings/>'))
    await save('score.xml', score)
    await save('b/._one.npz', song('companion of macOS'))
    await save('c.zip', zipSync({ 'in/it.mid': song('3') }))
    expect(await outcome([folder])).toEqual([
      'a.kar',
      'b/one.npz',
      'b/two.MID',
      'c.zip/in/it.mid',
      'score.xml',
    ])
  })

  test('progress reaches the total, which counts packed bytes', async () => {
    await save('a.mid', song('1'))
    await save('b.tar.gz', gzipSync(await tar([['x.mid', noise(100_000)]])))
    await save('c.zip', zipSync({ 'y.mid': noise(100_000) }))
    const { totalBytes } = await openSongFiles([folder])
    const progress = (await all([folder])).map(({ readBytes }) => readBytes)
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    expect(progress[0]).toBe(6)
    expect(progress.at(-1)).toBeLessThanOrEqual(totalBytes)
    expect(progress.at(-1)).toBeGreaterThan(totalBytes * 0.99)
  })

  test('links are not followed', async () => {
    await symlink('/etc/passwd', join(folder, 'link.mid'))
    await save('a.mid', song('1'))
    expect(await outcome([folder])).toEqual(['a.mid'])
  })

  test('paths keep their order', async () => {
    const paths = [await save('b.mid', song('1')), await save('a.mid', song('2'))]
    expect(await outcome(paths)).toEqual(['b.mid', 'a.mid'])
  })

  test('a file beyond the limit is refused unread', async () => {
    const path = await save('long.mid', song('1'))
    await truncate(path, 2 ** 40)
    expect(await outcome([path])).toEqual([`long.mid: the file has ${2 ** 40} bytes, more than 33554432`])
  })

  test('what is not there, and what holds nothing', async () => {
    await expect(openSongFiles([join(folder, 'nowhere')])).rejects.toThrow(SongFilesError)
    await expect(openSongFiles([join(folder, 'nowhere')])).rejects.toThrow('There is no file or folder')
    await expect(openSongFiles([folder])).rejects.toThrow('There is nothing to import in')
    await expect(openSongFiles([await save('a.pdf', song('1'))])).rejects.toThrow('Give .npz, .mid')
  })
})

/** The same members in every kind of archive. */
const kinds: [string, (members: Record<string, Uint8Array>) => Promise<Uint8Array>][] = [
  ['a.tar', (members) => tar(Object.entries(members))],
  ['a.tar.gz', async (members) => gzipSync(await tar(Object.entries(members)))],
  ['a.tgz', async (members) => gzipSync(await tar(Object.entries(members)))],
  ['a.zip', (members) => Promise.resolve(zipSync(members))],
]
const evenZip = (members: Record<string, Uint8Array>) => zipSync(members, { level: 0 })

describe.each(kinds)('%s', (name, make) => {
  const archive = async (members: Record<string, Uint8Array>) => save(name, await make(members))

  test('gives its songs in its order, byte for byte', async () => {
    const members = {
      'z.npz': noise(200_000),
      'README.txt': noise(90_000),
      'd/a.mid': song('a'),
      'm.mxl': song(''),
    }
    const found = await all([await archive(members)])
    expect(found.map(({ file }) => file)).toEqual([`${name}/z.npz`, `${name}/d/a.mid`, `${name}/m.mxl`])
    for (const [i, key] of (['z.npz', 'd/a.mid', 'm.mxl'] as const).entries()) {
      expect(found[i]).toHaveProperty('bytes')
      expect(Buffer.compare('bytes' in found[i] ? found[i].bytes : noise(1), members[key])).toBe(0)
    }
  })

  test('refuses names that lead elsewhere, and archives within', async () => {
    const path = await archive({
      '../a.mid': song('1'),
      'b/../../c.mid': song('1'),
      '/etc/d.mid': song('1'),
      'C:/e.mid': song('1'),
      'f\\g.mid': song('1'),
      'songs.tar.gz': song('1'),
      '../passwd': song('not a song: not named'),
      'good.mid': song('1'),
    })
    const found = (await outcome([path])).map((line) => line.slice(name.length + 1))
    expect(found).toEqual([
      '../a.mid: its name leads out of the archive',
      'b/../../c.mid: its name leads out of the archive',
      '/etc/d.mid: its name is an absolute path',
      'C:/e.mid: its name is an absolute path',
      'f\\g.mid: its name holds a backslash',
      'songs.tar.gz: an archive within an archive is not opened: unpack it first',
      'good.mid',
    ])
    expect(await readdir(folder)).toEqual([name])
  })

  test('refuses by name what is too large, and goes on', async () => {
    const path = await archive({ 'a.mid': song('1'), 'b.mid': noise(5000), 'c.mid': song('3') })
    expect(await outcome([path], { maxFileBytes: 4999 })).toEqual([
      `${name}/a.mid`,
      `${name}/b.mid: the file has 5000 bytes, more than 4999`,
      `${name}/c.mid`,
    ])
  })

  test('stops at its limits of members and of bytes', async () => {
    const path = await archive({ 'a.mid': noise(3000), 'b.mid': noise(3000), 'c.mid': noise(3000) })
    expect(await outcome([path], { maxMembers: 2 })).toEqual([
      `${name}/a.mid`,
      `${name}/b.mid`,
      `${name}: the archive has more than 2 members`,
    ])
    expect((await outcome([path], { maxUnpackedBytes: 5000 })).at(-1)).toBe(
      `${name}: the archive unpacks to more than 5000 bytes`,
    )
  })

  test('without a song, or empty, is said to be so', async () => {
    expect(await outcome([await archive({ 'README.md': song('1') })])).toEqual([
      `${name}: there is no song file in the archive`,
    ])
    const [said] = await outcome([await save(name, new Uint8Array())])
    expect(said).toMatch(/no song file|no zip file|ends too early/)
  })

  test('of other content is said to be damaged', async () => {
    const [said, ...more] = await outcome([await save(name, strToU8('hello, I am no archive '.repeat(50)))])
    expect([said, more]).toEqual([expect.stringMatching(/damaged, or no (tar|gzip|zip) file/), []])
  })

  test('may be left early, and walked again', async () => {
    const { files } = await openSongFiles([
      await archive({ 'a.mid': noise(300_000), 'b.mid': noise(300_000) }),
    ])
    const before = await readdir('/proc/self/fd').catch(() => [])
    for (let i = 0; i < 5; i++) {
      for await (const { file } of files()) {
        expect(file).toBe(`${name}/a.mid`)
        break
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect((await readdir('/proc/self/fd').catch(() => [])).length).toBeLessThanOrEqual(before.length)
  })

  test('is left when the signal says so', async () => {
    const { files } = await openSongFiles([
      await archive({ 'a.mid': noise(300_000), 'b.mid': noise(300_000) }),
    ])
    const controller = new AbortController()
    const walk = async () => {
      for await (const { file } of files(controller.signal)) {
        expect(file).toBe(`${name}/a.mid`)
        controller.abort(new Error('cancelled'))
      }
    }
    await expect(walk()).rejects.toThrow('cancelled')
  })
})

describe('damage', () => {
  const members = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${10 + i}.mid`, noise(5000)]))
  const tarred = () => tar(Object.entries(members))

  test('a tar cut at any place gives the songs before it, the same each time', async () => {
    const bytes = await tarred()
    for (const at of [600, 5631, 5632, 40_000, 90_001]) {
      const path = await save('cut.tar', bytes.subarray(0, at))
      const whole = Math.floor((at + 119) / 5632)
      const lines = await outcome([path])
      expect(lines.filter((line) => line.endsWith('.mid'))).toHaveLength(whole)
      if (at % 5632 !== 0) expect(lines.at(-1)).toBe('cut.tar: the archive ends too early')
    }
  })

  test('a gzip cut, or with a changed byte, gives the songs before it, the same each time', async () => {
    const packed = gzipSync(await tarred(), { level: 1 })
    const changed = Buffer.from(packed)
    changed.fill(0xff, packed.length >> 1, (packed.length >> 1) + 20)
    for (const [bytes, reason] of [
      [packed.subarray(0, packed.length * 0.7), 'ends too early'],
      [changed, 'is damaged'],
    ] as const) {
      const path = await save('damaged.tar.gz', bytes)
      const lines = await outcome([path])
      expect(lines.length).toBeGreaterThan(3)
      expect(lines.at(-1)).toMatch(`damaged.tar.gz: the archive ${reason}`)
      for (let i = 0; i < 5; i++) expect(await outcome([path])).toEqual(lines)
    }
  })

  test('a damaged header in a tar ends it there', async () => {
    const bytes = await tarred()
    bytes[5632 * 3 + 5] ^= 1
    const lines = await outcome([await save('damaged.tar', bytes)])
    expect(lines).toHaveLength(4)
    expect(lines[3]).toMatch('damaged.tar: the archive is damaged, or no tar file (Invalid tar header')
  })

  test('a size of a tar that is no number ends it there', async () => {
    const bytes = Buffer.from(await tarred())
    const header = bytes.subarray(5632, 5632 + 512)
    header[124] = 0xa2
    header.fill(' ', 148, 156)
    header.write(
      header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0'),
      148,
    )
    expect(await outcome([await save('damaged.tar', bytes)])).toEqual([
      'damaged.tar/10.mid',
      'damaged.tar: the archive is damaged: a member has no size',
    ])
  })

  test('a damaged member of a zip is refused by name', async () => {
    const bytes = evenZip({ 'a.mid': song('hello'), 'b.mid': song('world'), 'c.mid': song('3') })
    bytes[Buffer.from(bytes).indexOf('world')] ^= 1
    expect(await outcome([await save('damaged.zip', bytes)])).toEqual([
      'damaged.zip/a.mid',
      'damaged.zip/b.mid: it is damaged (its checksum is wrong)',
      'damaged.zip/c.mid',
    ])
  })

  test('a damaged directory of a zip ends it there', async () => {
    const bytes = evenZip({ 'a.mid': song('1'), 'b.mid': song('2') })
    bytes[Buffer.from(bytes).lastIndexOf('PK\x01\x02', undefined, 'latin1')] = 0
    const lines = await outcome([await save('damaged.zip', bytes)])
    expect(lines).toEqual(['damaged.zip/a.mid', expect.stringMatching('damaged.zip: the archive is damaged')])
  })

  test('a zip cut short has lost its directory', async () => {
    const bytes = zipSync(members)
    expect(await outcome([await save('cut.zip', bytes.subarray(0, 50_000))])).toEqual([
      expect.stringMatching('cut.zip: the archive is damaged, or no zip file'),
    ])
  })
})

describe('traps', () => {
  test('links, devices and folders in a tar', async () => {
    const bytes = await tar([
      [{ name: 'link.mid', type: 'symlink', linkname: '/etc/passwd' }],
      [{ name: 'hard.mid', type: 'link', linkname: 'a.mid' }],
      [{ name: 'device.mid', type: 'character-device' }],
      [{ name: 'folder.mid', type: 'directory' }],
      ['./a.mid', song('1')],
    ])
    const no = 'it is a link or a device, not a file'
    expect(await outcome([await save('a.tar', bytes)])).toEqual([
      `a.tar/link.mid: ${no}`,
      `a.tar/hard.mid: ${no}`,
      `a.tar/device.mid: ${no}`,
      'a.tar/a.mid',
    ])
  })

  test('long names of a tar, and control characters in names', async () => {
    const long = `${'d'.repeat(200)}/${'n'.repeat(60)}.mid`
    const bytes = await tar([
      [long, song('1')],
      ['a\nb.mid', song('2')],
    ])
    expect(await outcome([await save('a.tar', bytes)])).toEqual([`a.tar/${long}`, 'a.tar/a\ufffdb.mid'])
  })

  test('a name too long to show is cut between characters', async () => {
    const long = `${'d'.repeat(1000 - 'a.tar/'.length - 1)}\u{1f600}.mid`
    expect(await outcome([await save('a.tar', await tar([[long, song('1')]]))])).toEqual([
      `a.tar/${'d'.repeat(993)}\ufffd`,
    ])
  })

  test('a bomb of gzip is left after 64 MiB, within memory', async () => {
    const member = gzipSync(Buffer.alloc(64 * 2 ** 20))
    const header = (await tar([['zeros.txt', new Uint8Array(8)]])).subarray(0, 512)
    const bomb = Buffer.concat([gzipSync(header), ...Array.from({ length: 20 }, () => member)])
    const before = process.memoryUsage().rss
    const [said] = await outcome([await save('bomb.tgz', bomb)])
    expect(said).toMatch(/unpacks to more than \d+ bytes, 100 times its size/)
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20)
  })

  test('a bomb of zip is refused by the sizes it admits, and one that lies is left', async () => {
    const bytes = zipSync({ 'a.mid': new Uint8Array(40 * 2 ** 20) })
    const path = await save('bomb.zip', bytes)
    expect(await outcome([path])).toEqual(['bomb.zip/a.mid: the file has 41943040 bytes, more than 33554432'])
    const lies = Buffer.from(bytes)
    lies.writeUInt32LE(1000, lies.lastIndexOf('PK\x01\x02', undefined, 'latin1') + 24)
    expect(await outcome([await save('lies.zip', lies)])).toEqual([
      expect.stringMatching('lies.zip/a.mid: it is damaged'),
    ])
  })

  test('what unpacks to a hundred times its size is left', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`${i}.mid`, new Uint8Array(4 * 2 ** 20)]),
    )
    const lines = await outcome([await save('bomb.zip', zipSync(many, { level: 1 }))])
    expect(lines).toHaveLength(17)
    expect(lines.at(-1)).toBe('bomb.zip: the archive unpacks to more than 67108864 bytes, 100 times its size')
  })

  test('an encrypted zip, and an unknown method', async () => {
    const bytes = Buffer.from(zipSync({ 'a.mid': new Uint8Array(500), 'b.mid': new Uint8Array(500) }))
    const first = bytes.indexOf('PK\x01\x02', undefined, 'latin1')
    bytes.writeUInt16LE(1, first + 8)
    bytes.writeUInt16LE(12, bytes.indexOf('PK\x01\x02', first + 4, 'latin1') + 10)
    expect(await outcome([await save('a.zip', bytes)])).toEqual([
      'a.zip/a.mid: it is encrypted: unpack the archive with its password first',
      'a.zip/b.mid: it is packed by method 12, which is not read',
    ])
  })

  test('a link in a zip made on Unix', async () => {
    const bytes = Buffer.from(evenZip({ 'a.mid': strToU8('/etc/passwd') }))
    const entry = bytes.indexOf('PK\x01\x02', undefined, 'latin1')
    bytes.writeUInt32LE((0o120777 << 16) >>> 0, entry + 38)
    expect(await outcome([await save('a.zip', bytes)])).toEqual([
      'a.zip/a.mid: it is a link or a device, not a file',
    ])
  })
})

const lpd5 = process.env.EARSHOT_LPD5
test.skipIf(lpd5 === undefined)('the LPD-5 sample has 600 songs (needs EARSHOT_LPD5)', async () => {
  expect((await outcome([lpd5 ?? ''])).filter((line) => !line.includes(': '))).toHaveLength(600)
})

const pack8101 = join(lpd5 ?? '', '..', 'lpd5-piano')
test.skipIf(lpd5 === undefined || !existsSync(pack8101))(
  'the four archives of the LPD-5 piano pack have 8,101 songs (needs lpd5-piano beside EARSHOT_LPD5)',
  async () => {
    const ids = readFileSync(join(pack8101, 'index.csv'), 'utf8').trim().split('\n').slice(1)
    const found = (await outcome([pack8101])).map((line) => /([0-9a-f]{32})\.mid$/.exec(line)?.[1])
    expect(found.sort()).toEqual(ids.map((line) => line.slice(0, 32)).sort())
  },
)
