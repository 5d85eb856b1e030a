/** What happens to ratings when PostgreSQL is killed: on a server of its own, since no other test would survive it. */
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '@earshot/database/database'
import { openCluster } from '@earshot/database/postgres'
import { migrate } from '@earshot/database/schema-engine'
import { openServer, type Server } from '@earshot/database/server'
import { expect, onTestFinished, test } from 'vitest'
import { answerTo, keyOf, makeSources, now, openStudy, start } from './example-study.ts'
import { answerTrial, findRun, trialsOfRun } from './run.ts'

const slug = 'killed'

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-killed-'))
  // PostgreSQL does not run as root; its own user must be able to enter.
  await chmod(folder, 0o755)
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Kills the server process, as a crash would, and waits until it and its children are gone. */
async function kill(folder: string): Promise<void> {
  const pidFile = await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')
  process.kill(Number(pidFile.split('\n')[0]), 'SIGKILL')
  const cluster = await openCluster(folder)
  while ((await cluster.runningPort()) !== undefined) await sleep(20)
}

/** Its children notice the death of the server a moment later, and until then no other starts in its place. */
async function reopen(folder: string): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await openServer(folder)
    } catch (error) {
      if (attempt === 20) throw error
      await sleep(250)
    }
  }
}

test('an answer that was acknowledged is there after kill -9 of PostgreSQL, and the run goes on', async () => {
  const folder = await makeFolder()
  const first = await openServer(folder)
  await migrate(first.url)
  const before = openDatabase(first.url)
  await makeSources(before)
  await openStudy(before, slug)
  const tokens = await Promise.all([1, 2, 3, 4].map(() => start(before, slug)))

  // Answers stream in until the server dies under them; each is noted the moment it is acknowledged.
  const acknowledged = new Map<string, number>()
  const respond = async (token: string, value: number) => {
    for (const { key } of await trialsOfRun(before, token)) {
      const answer = answerTo(key, value)
      const moved = await answerTrial(before, { slug, token, now, answer })
      if (moved.ok) acknowledged.set(answer.id, value)
      if (acknowledged.size === 10) await kill(folder)
    }
  }
  const ends = await Promise.allSettled(tokens.map((token, index) => respond(token, index + 1)))
  expect(ends.some(({ status }) => status === 'rejected')).toBe(true)
  expect(acknowledged.size).toBeGreaterThanOrEqual(10)
  await before.$disconnect()

  const second = await reopen(folder)
  const after = openDatabase(second.url)
  onTestFinished(async () => {
    await after.$disconnect()
    await second.close()
  })
  const stored = new Map((await after.answer.findMany()).map(({ id, value }) => [id, value]))
  for (const [id, value] of acknowledged) expect(stored.get(id)).toBe(value)

  // What was sent and not acknowledged may be sent again: the run stands at what is not stored.
  for (const token of tokens) {
    let state = await findRun(after, { slug, token, now })
    while (state?.step === 'trial') {
      const moved = await answerTrial(after, { slug, token, now, answer: answerTo(keyOf(state), 5) })
      state = moved.ok ? moved.state : undefined
    }
    expect(state).toMatchObject({ step: 'finished' })
  }
  expect(await after.answer.count()).toBe(24)
})
