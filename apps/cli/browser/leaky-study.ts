/** Studies for tests of the leak linter: clips of notes drawn by chance, rendered as all clips are, and a survey in front of which faults can be put. */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { clipSettingsSchema, type ClipSettingsInput } from '@earshot/audio/settings'
import { writeScore } from '@earshot/data-sets/score-file'
import { freePort } from '@earshot/database/server'
import type { Score } from '@earshot/music/notes'
import { perform } from '@earshot/music/notes'
import { below, deriveSeed, seeded, type Random } from '@earshot/random/random'
import { wording } from '@earshot/study/example-study'
import { sha256 } from '@earshot/storage/storage'
import { checkStudyFile } from '@earshot/study/file'
import { createStudy } from '@earshot/study/studies'
import type { Workshop } from '@earshot/workshop/workshop'

export const seconds = 3
const sound: ClipSettingsInput = { seconds, fadeOut: 1 }

/** A minute's worth of chance: notes of a scale, eight to the second, with velocities drawn between two bounds. */
function drawScore(random: Random, [softest, loudest]: readonly [number, number]): Score {
  const scale = [48, 52, 55, 57, 60, 62, 64, 67, 69, 72, 74, 76]
  const notes = Array.from({ length: 8 * seconds }, (_, step) => ({
    start: step / 4,
    end: step / 4 + 0.25 * (1 + below(4, random)),
    pitch: scale[below(scale.length, random)] ?? 60,
    velocity: softest + below(loudest - softest + 1, random),
  }))
  const meters = [{ at: 0, beats: 4, unit: 4 }]
  return { notes, tempos: [{ at: 0, bpm: 120 }], meters, pedal: [], length: 2 * seconds }
}

export interface LeakySource {
  name: string
  clips: number
  kind?: 'human' | 'generated'
  velocities?: readonly [number, number]
  /** How its clips are rendered in truth, while the source says that they are as all others. */
  sound?: ClipSettingsInput
}

/** Makes a source with clips of its own, of a model called markov-37 where it is not human. */
export async function makeSource(
  { database, storage, clips: maker }: Workshop,
  { name, clips, kind = 'generated', velocities = [40, 100], sound: own = {} }: LeakySource,
): Promise<void> {
  const model = await database.model.upsert({
    where: { name_version: { name: 'markov-37', version: 1 } },
    create: { name: 'markov-37', architecture: 'lstm', manifest: {}, file: sha256(Buffer.from('markov-37')) },
    update: {},
  })
  const settings = { sound }
  const source = await database.source.create({
    data: { name, kind, modelId: kind === 'human' ? null : model.id, settings },
  })
  for (let number = 1; number <= clips; number++) {
    const random = seeded(deriveSeed(7, name, number))
    const score = drawScore(random, velocities)
    const { audio } = await maker.make(perform(score), clipSettingsSchema.parse({ ...sound, ...own }))
    const piece = await database.piece.create({ data: { title: `${name}, piece ${String(number)}` } })
    await database.clip.create({
      data: {
        sourceId: source.id,
        pieceId: piece.id,
        name: String(number).padStart(3, '0'),
        encoding: {},
        provenance: {},
        notes: await storage.put(writeScore(score)),
        audio: await storage.put(audio),
        seconds,
      },
    })
  }
}

/** A draft of a study of these sources, a clip of each for a respondent. */
export const makeStudy = ({ database }: Workshop, slug: string, sources: string[], clips = 2) =>
  createStudy(
    database,
    checkStudyFile({
      slug,
      ...wording,
      seconds,
      sources: sources.map((source) => ({ source, label: `Label of ${source}`, clips })),
    }),
    'test',
  )

/** What a fault may change of an answer on its way. */
export interface Answer {
  path: string
  /** What asked. */
  agent: string
  /** Of which source the clip is, where the answer is one. */
  source: string | undefined
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}
export type Fault = (answer: Answer) => Answer | Promise<Answer>

/** A server in front of the survey, which changes its answers as a fault says. */
export async function startFaulty({ database }: Workshop, survey: string) {
  let fault: Fault = (answer) => answer
  const sourceOf = async (path: string): Promise<string | undefined> => {
    const [, key] = /^\/api\/clips\/([\w-]{22})$/.exec(path) ?? []
    if (key === undefined) return undefined
    const found = await database.stimulus.findUnique({
      where: { key },
      include: { clip: { include: { source: true } } },
    })
    return found?.clip.source.name
  }
  const handle = async (incoming: IncomingMessage, reply: ServerResponse) => {
    const path = incoming.url ?? '/'
    const { status, headers, body } = await forward(survey, incoming)
    const agent = incoming.headers['user-agent'] ?? ''
    const answer = await fault({ path, agent, source: await sourceOf(path), status, headers, body })
    reply.writeHead(answer.status, { ...answer.headers, 'content-length': String(answer.body.length) })
    reply.end(incoming.method === 'HEAD' ? undefined : answer.body)
  }
  const server: Server = createServer((incoming, reply) => {
    handle(incoming, reply).catch(() => reply.destroy())
  })
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve))
  return {
    url: `http://localhost:${String(port)}`,
    plant(next: Fault) {
      fault = next
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

function forward(survey: string, incoming: IncomingMessage) {
  return new Promise<{ status: number; headers: Answer['headers']; body: Buffer }>((resolve, reject) => {
    const passed = { ...incoming.headers, 'accept-encoding': 'identity' }
    const asking = request(
      survey + (incoming.url ?? '/'),
      { method: incoming.method, headers: passed },
      (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.once('end', () => {
          const { 'transfer-encoding': _, connection: __, 'keep-alive': ___, ...headers } = answer.headers
          resolve({ status: answer.statusCode ?? 502, headers, body: Buffer.concat(parts) })
        })
      },
    )
    asking.once('error', reject)
    incoming.pipe(asking)
  })
}

/** Waits before the clips of a source are sent. */
export const later =
  (source: string, milliseconds: number): Fault =>
  async (answer) => {
    if (answer.source === source) await sleep(milliseconds)
    return answer
  }
