import { seeded } from '@earshot/random/random'
import { expect, test } from 'vitest'
import { openSecretSearch } from './needles.ts'
import type { Fetched, Secret } from './secret.ts'

const page = (body: string, url = '/s/demo'): Fetched => ({
  url,
  headers: [['Content-Type', 'text/html; charset=utf-8']],
  body,
})
const clip = '0193c1a0-7a6f-7c3e-9a55-0c2f6f4d1e77'
const hash = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c'
const secrets: Secret[] = [
  { kind: 'id', text: clip, clips: [clip] },
  { kind: 'slug', text: 'lstm-small' },
  { kind: 'hash', text: hash, clips: [clip] },
  { kind: 'file-name', text: 'maple-leaf-rag.mid', clips: [clip] },
  { kind: 'seed', text: '7' },
  { kind: 'seed', text: '1234567' },
  { kind: 'model', text: 'markov' },
  { kind: 'model', text: 'vae' },
  { kind: 'song', text: 'Für Elise & "Co"' },
  { kind: 'song', text: 'Solace' },
  { kind: 'source', text: 'Human songs of LPD-5' },
]
const wording = ['How sure are you that a human or a computer made this? 1 = human, 5 = computer']

function secretFindings(fetched: readonly Fetched[], hidden: readonly Secret[], readable: readonly string[]) {
  const search = openSecretSearch(hidden, readable)
  for (const response of fetched) search.look(response)
  return search.findings()
}

const rules = (fetched: Fetched[], more: Secret[] = []) =>
  secretFindings(fetched, [...secrets, ...more], wording).map(({ rule, blocks }) => `${rule} ${blocks}`)

const clean = page(
  '<h1>How sure are you?</h1><script>self.__next_f.push([1,"{\\"key\\":\\"Zk9_-x\\",\\"position\\":7}"])</script>',
)

test('what names no secret has no finding', () => {
  expect(rules([clean])).toEqual([])
})

const base64 = (text: string, before = '') => Buffer.from(before + text).toString('base64')

test.each([
  ['an id in the text', `<p>${clip}</p>`, 'secret-id'],
  ['an id in capitals', clip.toUpperCase(), 'secret-id'],
  ['an id without hyphens', clip.replaceAll('-', ''), 'secret-id'],
  [
    "an id's bytes in base64",
    Buffer.from(clip.replaceAll('-', ''), 'hex').toString('base64url'),
    'secret-id',
  ],
  ['a hash', `etag-${hash}`, 'secret-hash'],
  ["a hash's bytes in base64", Buffer.from(hash, 'hex').toString('base64'), 'secret-hash'],
  ['a slug in flight data', 'push([1,"5:{\\"source\\":\\"lstm-small\\"}"])', 'secret-slug'],
  ['a file name', 'src="/sounds/maple-leaf-rag.mid"', 'secret-file-name'],
  ['a song, URL-encoded', 'title=F%C3%BCr%20Elise%20%26%20%22Co%22', 'secret-song'],
  ['a song, URL-encoded with plus signs', 'title=f%c3%bcr+elise+%26+%22co%22', 'secret-song'],
  ['a song, HTML-escaped', '<i>Für Elise &amp; &quot;Co&quot;</i>', 'secret-song'],
  ['a song, JSON-escaped', '{"t":"F\\u00fcr Elise & \\"Co\\""}', 'secret-song'],
  ['a song in JSON made safe for HTML', '{"t":"Für Elise \\u0026 \\u0022Co\\u0022"}', 'secret-song'],
  [
    'a song in JSON in a script of a page',
    JSON.stringify(JSON.stringify({ t: 'Für Elise & "Co"' })).replaceAll('&', '\\u0026'),
    'secret-song',
  ],
  ['a song in decomposed Unicode and capitals', 'FÜR ELISE & "CO"'.normalize('NFD'), 'secret-song'],
  ['a song in base64', base64('für Elise'), undefined],
  ['a label in base64, at any place of it', base64('Human songs of LPD-5'), 'secret-source'],
  ['a label in base64, one byte on', base64('Human songs of LPD-5', '{'), 'secret-source'],
  ['a label in base64, two bytes on', base64('Human songs of LPD-5', '{"'), 'secret-source'],
  ['a label in hexadecimal', Buffer.from('Human songs of LPD-5').toString('hex'), 'secret-source'],
  ['a model as a word', '{"model":"markov"}', 'secret-model'],
  ['a model after an escaped newline', '\\nMarkov', 'secret-model'],
  ['a model after an encoded slash', '%2fmarkov', 'secret-model'],
  ['a short model beside a key', '{\\"model\\":\\"vae\\"}', 'secret-model'],
  ['a short model in a word', 'upheaval vaesque "vae', undefined],
  ['a seed beside its key', '{"seed":7,"x":1}', 'secret-seed'],
  ['a seed beside a longer key, escaped', '{\\"samplingSeed\\": \\"7\\"}', 'secret-seed'],
  ['a seed in a query', '/api/x?seed=7&y=2', 'secret-seed'],
  ['another seed', '{"seed":70}', undefined],
  ['the number of a seed elsewhere', '{"position":7,"total":7}', undefined],
  ['a long seed anywhere', '[1234567]', 'secret-seed'],
  ['a song within a longer word', 'consolaces', undefined],
])('%s', (_, body, rule) => {
  expect(rules([page(body)])).toEqual(rule ? [`${rule} true`] : [])
})

test('URLs and headers are searched as bodies are', () => {
  expect(rules([{ url: '/api/clips/lstm-small_x', headers: [], body: '' }])).toEqual(['secret-slug true'])
  expect(rules([{ url: '/x', headers: [['X-Origin', 'solace']], body: '' }])).toEqual(['secret-song true'])
})

test('a finding names the secret, the place, the clips and how often', () => {
  const [finding] = secretFindings([page(`a ${hash} b`), page(hash, '/other')], secrets, wording)
  expect(finding.message).toContain(`a hash, "${hash}", in its text of /s/demo and in 1 other response`)
  expect(finding.clips).toEqual([clip])
  expect(finding.evidence).toBe(`a ${hash} b`)
})

test('audio is searched: tags in Latin-1 and UTF-16, and bytes of a hash', () => {
  const random = seeded(1)
  const noise = Uint8Array.from({ length: 200_000 }, () => 256 * random())
  const audio = (planted: Buffer): Fetched => {
    const body = noise.slice()
    body.set(planted, 100_001)
    return { url: '/api/clips/x', headers: [['content-type', 'audio/mpeg']], body }
  }
  expect(rules([audio(Buffer.alloc(0))])).toEqual([])
  expect(rules([audio(Buffer.from('TIT2lstm-small'))])).toEqual(['secret-slug true'])
  expect(rules([audio(Buffer.from('Solace\0', 'utf16le'))])).toEqual(['secret-song true'])
  expect(rules([audio(Buffer.from(hash, 'hex'))])).toEqual(['secret-hash true'])
})

test('a word of the wording and a word of every page are listed, and never block', () => {
  const more: Secret[] = [
    { kind: 'model', text: 'Human or a computer' },
    { kind: 'song', text: 'The' },
  ]
  const findings = secretFindings([page('<p>The human or a computer</p>')], more, wording)
  expect(findings).toMatchObject([{ rule: 'not-searched', blocks: false }])
  expect(findings[0].message).toContain('2 names were not searched for')
  expect(findings[0].evidence).toContain('song: The')
})

const origins: Secret[] = [
  { kind: 'origin', text: 'human' },
  { kind: 'origin', text: 'generated' },
  { kind: 'origin', text: 'autoencoder' },
  { kind: 'source', text: 'Human' },
  { kind: 'source', text: 'Computer' },
]

test.each([
  ['{"key":"a","kind":"generated"}', 'generated'],
  ['push([1,"5:{\\"kind\\":\\"human\\",\\"key\\":1}"])', 'human'],
  ['{"source":"human"}', 'human'],
  ['{"clipSource":"Computer"}', 'Computer'],
  ['{"architecture":"autoencoder"}', 'autoencoder'],
  ['{"human":false}', 'human'],
  ['{"isHuman": true}', 'human'],
])('what made a clip is found in %s', (body, text) => {
  const findings = secretFindings([page(body)], origins, wording).filter(({ blocks }) => blocks)
  expect(findings.map(({ message }) => message).join('\n')).toContain(`"${text}"`)
})

test('words of pages and of code are none of what made a clip', () => {
  const bodies = [
    '<p>Surely a human</p><button type="button">human</button><label title="Human">Human</label>',
    'const kind=human;if(a.kind===generated){source=human}',
    '{"ends":{"low":"Human","high":"Computer"},"label":"Human","mankind":"human"}',
    '.human:hover{color:red} a={human:!0,generated:false}',
  ]
  const findings = secretFindings(
    bodies.map((body) => page(body)),
    origins,
    wording,
  )
  expect(findings.filter(({ blocks }) => blocks)).toEqual([])
})

test('of very many secrets the first are told and the rest counted', () => {
  const many = Array.from({ length: 60 }, (_, i): Secret => ({ kind: 'id', text: `hidden-clip-${i}x` }))
  const findings = secretFindings([page(many.map(({ text }) => text).join(' '))], many, [])
  expect(findings).toHaveLength(26)
  expect(findings[25].message).toContain('35 more secrets')
})

test('50 MB of audio and scripts are searched for a thousand secrets in seconds', () => {
  const random = seeded(2)
  const audio = Uint8Array.from({ length: 720_576 }, () => 256 * random())
  const script = 'function a(b){return b.map(c=>c.model?{seed:c.seed,title:"x"}:null)}\n'.repeat(10_000)
  const fetched = [
    ...Array.from({ length: 60 }, (_, i) => ({
      url: `/a${i}`,
      headers: [['content-type', 'audio/mpeg']] as const,
      body: audio,
    })),
    ...Array.from({ length: 10 }, (_, i) => page(script, `/script${i}`)),
  ]
  const hex = () => Array.from({ length: 64 }, () => Math.floor(16 * random()).toString(16)).join('')
  const many = Array.from({ length: 1000 }, (): Secret => ({ kind: 'hash', text: hex() }))
  const start = performance.now()
  expect(secretFindings(fetched, [...many, ...secrets], wording)).toEqual([])
  expect(performance.now() - start).toBeLessThan(20_000)
})
