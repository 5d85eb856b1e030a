import { Refused } from './refused.ts'
import { expect, test } from 'vitest'
import { persist, waits } from './persist.ts'

function failing(errors: Error[]) {
  let calls = 0
  const send = () => {
    const error = errors[calls++]
    return error ? Promise.reject(error) : Promise.resolve('stored')
  }
  return { send, calls: () => calls }
}

test('a lost connection and a fault of the server are tried again, longer each time', async () => {
  const slept: number[] = []
  const { send, calls } = failing([new TypeError('Failed to fetch'), new Refused(503, 'restarting')])
  const wait = (milliseconds: number) => Promise.resolve(slept.push(milliseconds))
  await expect(persist(send, wait)).resolves.toBe('stored')
  expect(calls()).toBe(3)
  expect(slept).toEqual([500, 1500])
})

test('a refusal is final', async () => {
  const { send, calls } = failing([new Refused(409, 'answered already')])
  await expect(persist(send, () => Promise.resolve())).rejects.toThrow('answered already')
  expect(calls()).toBe(1)
})

test('the last error is told when every try has failed', async () => {
  const { send, calls } = failing(Array.from({ length: 9 }, (_, n) => new TypeError(`try ${String(n + 1)}`)))
  await expect(persist(send, () => Promise.resolve())).rejects.toThrow(`try ${String(waits.length + 1)}`)
  expect(calls()).toBe(waits.length + 1)
})
