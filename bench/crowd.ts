/** P5: ratings a second that PostgreSQL has committed, of 200 respondents at once, beside as many plain INSERTs of one row. */
import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Database } from '@earshot/database/database'
import { migrate } from '@earshot/database/schema-engine'
import { openServer } from '@earshot/database/server'
import { answerTo, keyOf, makeSources, now, openStudy, start } from '@earshot/study/example-study'
import { answerTrial, findRun } from '@earshot/study/run'
import pg from 'pg'
import { median, note, type Measured } from './figure.ts'

const respondents = 200
/** Of each respondent. */
const trials = 20
/** As many connections as a process of Earshot has. */
const connections = 20
const rounds = 3
const slug = 'crowd'
const goal = '>= 0.5 of the peer, p99 < 50 ms, none lost'

interface Round {
  /** A second. */
  rate: number
  /** Milliseconds that the slowest of a hundred took, each from when it was sent. */
  p99: number
  stored: number
}

export async function rateInCrowd(): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-bench-crowd-'))
  await chmod(folder, 0o755)
  const server = await openServer(folder)
  await migrate(server.url)
  const database = openDatabase(server.url)
  const pool = new pg.Pool({ connectionString: server.url, max: connections })
  try {
    await makeSources(database, { clips: 30 })
    const sources = ['human', 'lstm'].map((source) => ({ source, label: source, clips: trials / 2 }))
    await openStudy(database, slug, { sources })
    await pool.query(
      'CREATE TABLE plain_rating (id uuid PRIMARY KEY, trial uuid NOT NULL, value int NOT NULL)',
    )
    const own: Round[] = []
    const plain: Round[] = []
    for (let round = 0; round < rounds; round++) {
      plain.push(await insertPlainly(pool))
      own.push(await rateAll(database))
    }
    const [first] = await database.$queryRaw<[{ synchronous_commit: string }]>`SHOW synchronous_commit`
    note(`synchronous_commit is ${first.synchronous_commit}`)
    const stored = own.reduce((sum, one) => sum + one.stored, 0)
    const wanted = rounds * respondents * trials
    const ratio = median(own.map(({ rate }, round) => rate / (plain[round]?.rate ?? NaN)))
    const p99 = median(own.map((one) => one.p99))
    return [
      {
        part: ' rate',
        name: `ratings committed by ${String(respondents)} respondents at once, each its next as soon as it may`,
        value: median(own.map(({ rate }) => rate)),
        unit: '1/s',
        peer: 'INSERT of a row, as many at once over as many connections',
        peerValue: median(plain.map(({ rate }) => rate)),
        ratio,
        goal,
        holds: ratio >= 0.5,
      },
      {
        part: ' p99',
        name: 'milliseconds to the acknowledgement, 99 of 100, while 200 wait for one another',
        value: p99,
        unit: 'ms',
        peer: 'INSERT of a row, as many at once over as many connections',
        peerValue: median(plain.map((one) => one.p99)),
        goal,
        holds: p99 < 50,
      },
      {
        part: ' lost',
        name: 'acknowledged ratings that are not stored',
        value: wanted - stored,
        unit: 'ratings',
        peer: null,
        peerValue: null,
        goal: '0',
        holds: wanted === stored,
      },
    ]
  } finally {
    await pool.end()
    await database.$disconnect()
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** As many respondents as are there, each doing `work` so often, one after the other. */
async function crowd(work: (respondent: number) => Promise<unknown>): Promise<Omit<Round, 'stored'>> {
  const times: number[] = []
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: respondents }, async (_, respondent) => {
      for (let trial = 0; trial < trials; trial++) {
        const sent = performance.now()
        await work(respondent)
        times.push(performance.now() - sent)
      }
    }),
  )
  const seconds = (performance.now() - begun) / 1000
  times.sort((a, b) => a - b)
  return { rate: times.length / seconds, p99: times[Math.floor(times.length * 0.99)] ?? NaN }
}

async function insertPlainly(pool: pg.Pool): Promise<Round> {
  const count = async () => {
    const { rows } = await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM plain_rating')
    return rows[0]?.n ?? 0
  }
  const before = await count()
  const measured = await crowd(() =>
    pool.query('INSERT INTO plain_rating VALUES ($1, $2, 3)', [randomUUID(), randomUUID()]),
  )
  return { ...measured, stored: (await count()) - before }
}

async function rateAll(database: Database): Promise<Round> {
  const before = await database.answer.count()
  const tokens: string[] = []
  for (let respondent = 0; respondent < respondents; respondent++) tokens.push(await start(database, slug))
  const keys = await Promise.all(
    tokens.map(async (token) => keyOf(await findRun(database, { slug, token, now }))),
  )
  const measured = await crowd(async (respondent) => {
    const token = tokens[respondent] ?? ''
    const answer = answerTo(keys[respondent] ?? '', 3)
    const moved = await answerTrial(database, { slug, token, now, answer })
    if (!moved.ok) throw new Error(moved.reason)
    if (moved.state.step === 'trial') keys[respondent] = moved.state.trial.key
  })
  return { ...measured, stored: (await database.answer.count()) - before }
}
