import type { BlindTrial, RunState } from '@earshot/contract/blind'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inMemory } from './outbox-store.ts'
import {
  ahead,
  Outbox,
  pauses,
  type Kept,
  type OutboxHooks,
  type OutboxStore,
  type Waiting,
} from './outbox.ts'
import { Refused } from './refused.ts'

const trial = (position: number): BlindTrial => ({
  key: String(position).padStart(22, '0'),
  position,
  total: 10,
  seconds: 30,
})
const at = (position: number): RunState => ({
  step: 'trial',
  trial: trial(position),
  next: trial(position + 1),
})

/** What happens to a request: it arrives and is answered, arrives and the answer is lost, or does not arrive. */
type Fate = 'answered' | 'answer lost' | 'lost' | 'broken'

/** A server that stores each answer once, as the real one does, behind a connection with fates. */
function server(fates: Fate[]) {
  const stored = new Map<string, unknown>()
  const order: string[] = []
  const send = ({ key = '', body }: Pick<Kept, 'key' | 'body'>): Promise<RunState> => {
    const fate = fates.shift() ?? 'answered'
    if (fate === 'lost') return Promise.reject(new TypeError('Failed to fetch'))
    if (fate === 'broken') return Promise.reject(new Refused(503, 'starting again'))
    if (stored.has(key) && stored.get(key) !== body)
      return Promise.reject(new Refused(409, 'answered already'))
    if (!stored.has(key)) order.push(key)
    stored.set(key, body)
    if (fate === 'answer lost') return Promise.reject(new TypeError('Failed to fetch'))
    return Promise.resolve(at(order.length + 1))
  }
  return { stored, order, send }
}

/** A page of the browser. */
function page(
  store: OutboxStore,
  send: ReturnType<typeof server>['send'],
  alone: OutboxHooks['alone'] = (_, work) => work(),
) {
  const seen = {
    counts: [] as number[],
    states: [] as (RunState | Waiting)[],
    refused: [] as string[],
    elsewhere: 0,
    paused: [] as number[],
  }
  const outbox = new Outbox('study', store, {
    send,
    onCount: (count) => seen.counts.push(count),
    onState: (state) => seen.states.push(state),
    onRefused: (_, { message }) => seen.refused.push(message),
    onSentElsewhere: () => seen.elsewhere++,
    isFinal: (error): error is Refused => error instanceof Refused && error.status < 500,
    pause: (milliseconds) => Promise.resolve(seen.paused.push(milliseconds)),
    alone,
  })
  return { outbox, seen }
}
const answer = (position: number, body: unknown = position) => ({
  step: 'answerTrial' as const,
  key: trial(position).key,
  body,
})

describe('what is given', () => {
  test('is kept, sent, and no longer kept once the server has it', async () => {
    const { stored, send } = server([])
    const store = inMemory()
    const { outbox, seen } = page(store, send)
    await outbox.give(answer(1))
    await outbox.emptied()
    expect([...stored]).toEqual([[trial(1).key, 1]])
    expect(await store.all('study')).toEqual([])
    expect(seen.counts).toEqual([1, 0])
    expect(seen.states).toEqual([at(2)])
  })

  test('is tried again, ever more slowly, until it is taken', async () => {
    const { stored, send } = server([...Array<Fate>(6).fill('lost'), 'broken', 'answer lost'])
    const { outbox, seen } = page(inMemory(), send)
    await outbox.give(answer(1))
    await outbox.emptied()
    expect(stored.size).toBe(1)
    expect(seen.paused).toEqual([...pauses, 30_000, 30_000, 30_000])
  })

  test('and is refused is told once and holds up nothing', async () => {
    const { stored, send } = server([])
    const { outbox, seen } = page(inMemory(), send)
    await outbox.give(answer(1, 'first'))
    await outbox.give(answer(1, 'second'))
    await outbox.give(answer(2))
    await outbox.emptied()
    expect(seen.refused).toEqual(['answered already'])
    expect([...stored.values()]).toEqual(['first', 2])
  })

  test('survives its page: the next one sends it, and other studies’ stay', async () => {
    const store = inMemory()
    await store.add({ slug: 'other', step: 'answerTrial', key: 'x', body: 0 })
    const first = page(store, () => Promise.reject(new TypeError('Failed to fetch')))
    await first.outbox.give(answer(1))
    await first.outbox.give(answer(2))
    first.outbox.close()
    await first.outbox.emptied()
    const { order, send } = server([])
    const second = page(store, send)
    expect((await second.outbox.open(at(1))).map(({ body }) => body)).toEqual([1, 2])
    await second.outbox.emptied()
    expect(order).toEqual([trial(1).key, trial(2).key])
    expect(await store.all('other')).toHaveLength(1)
  })

  test('and sent by another page of the browser leaves it to the server where the run stands', async () => {
    const store = inMemory()
    // While this page waits for its turn, the other one sends all that is kept.
    const { outbox, seen } = page(store, server([]).send, async (_, work) => {
      for (const kept of await store.all('study')) await store.remove(kept)
      await work()
    })
    await outbox.give(answer(1))
    await outbox.emptied()
    expect(seen).toMatchObject({ elsewhere: 1, states: [], refused: [] })
  })

  test('and sent by another page after this one was asked for moves this one on, once', async () => {
    const store = inMemory()
    const other = page(store, server([]).send)
    await other.outbox.give(answer(1))
    await other.outbox.emptied()
    const { outbox, seen } = page(store, server([]).send)
    await outbox.open(at(1))
    expect(seen.elsewhere).toBe(1)
    await outbox.open(at(1))
    await outbox.open(at(2))
    expect(seen.elsewhere).toBe(1)
  })

  test('and was no trial moves a page on that was asked for before, too', async () => {
    const store = inMemory()
    const sound: RunState = { step: 'sound', level: true, check: null, required: false, first: trial(1) }
    const other = page(store, () => Promise.resolve(at(1)))
    await other.outbox.give({ step: 'setSound', body: {} })
    await other.outbox.emptied()
    const { outbox, seen } = page(store, server([]).send)
    await outbox.open(sound)
    expect(seen.elsewhere).toBe(1)
  })

  test('is neither lost nor doubled nor put in another order by any faults and reloads', async () => {
    const fate = fc.constantFrom<Fate>('answered', 'answer lost', 'lost', 'broken')
    const plan = fc.array(fc.record({ fates: fc.array(fate, { maxLength: 4 }), reload: fc.boolean() }), {
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(plan, async (rounds) => {
        const fates: Fate[] = []
        const { order, stored, send } = server(fates)
        const store = inMemory()
        let { outbox } = page(store, send)
        for (const [index, round] of rounds.entries()) {
          fates.push(...round.fates)
          await outbox.give(answer(index + 1))
          if (!round.reload) continue
          // The page goes away in the middle of whatever it does.
          outbox.close()
          outbox = page(store, send).outbox
          await outbox.open(at(1))
        }
        await outbox.open(at(1))
        await outbox.emptied()
        await outbox.open(at(1))
        await outbox.emptied()
        expect(await store.all('study')).toEqual([])
        expect(order).toEqual(rounds.map((_, index) => trial(index + 1).key))
        expect([...stored.values()]).toEqual(rounds.map((_, index) => index + 1))
      }),
      { numRuns: 300 },
    )
  })
})

describe('a respondent who is ahead of the server', () => {
  const kept = (...positions: number[]) =>
    positions.map((position) => ({ step: 'answerTrial' as const, key: trial(position).key }))

  test('stands at the next trial, or waits where it is not known', () => {
    expect(ahead(at(3), [])).toEqual(at(3))
    expect(ahead(at(3), kept(3))).toEqual({ step: 'trial', trial: trial(4) })
    expect(ahead(at(3), kept(3, 4))).toEqual({ step: 'waiting' })
    expect(ahead({ step: 'trial', trial: trial(10) }, kept(10))).toEqual({ step: 'waiting' })
  })

  test('is not moved by what the server has already', () => {
    expect(ahead(at(3), kept(1, 2))).toEqual(at(3))
    expect(ahead(at(3), kept(2, 3))).toEqual({ step: 'trial', trial: trial(4) })
  })

  test('goes from the sound to the first clip, which is known', () => {
    const sound = {
      step: 'sound' as const,
      level: true,
      check: null,
      required: false,
      first: trial(1),
    }
    expect(ahead(sound, [{ step: 'setSound' }])).toEqual({ step: 'trial', trial: trial(1) })
    expect(ahead(sound, [{ step: 'setSound' }, ...kept(1)])).toEqual({ step: 'waiting' })
  })

  test('at the end waits while the last words are on their way, and for nothing else', () => {
    const questions = { step: 'questions' as const, questions: [] }
    const finished = { step: 'finished' as const, completionCode: 'K7QM-3F9D' }
    expect(ahead(questions, kept(10))).toEqual(questions)
    expect(ahead(finished, [...kept(10), { step: 'finishRun' }])).toEqual(finished)
    expect(ahead({ step: 'questions', questions: [] }, [{ step: 'finishRun' }])).toEqual({ step: 'waiting' })
  })
})
