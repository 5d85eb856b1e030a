import type { RunState } from '@earshot/contract/blind'
import { useCallback, useEffect, useRef, useState } from 'react'
import { openOutboxStore } from './outbox-store.ts'
import { ahead, Outbox, type Sending, type Step, type Waiting } from './outbox.ts'
import { Refused } from './refused.ts'
import { surveyClient } from './survey-client.ts'

export interface RunPlace {
  /** What is shown: as far as it is known here. */
  state: RunState
  /** Where it goes on is known to the server alone, which has not answered yet. */
  waiting: boolean
}

/** What is kept on this device, and whether the last try to send it failed. */
export interface Unsent {
  count: number
  failing: boolean
}

type Bodies = { [Name in Step]: Parameters<(typeof surveyClient)[Name]>[0]['body'] }
export type Give = <Name extends Step>(step: Name, body: Bodies[Name]) => Promise<void>

/**
 * A run in this page: where it stands, what is not sent yet, and how something is given. What is given is kept on the device
 * first; then the page goes on, and it is sent meanwhile.
 */
export function useRun(
  slug: string,
  initial: RunState,
): {
  place: RunPlace
  unsent: Unsent
  give: Give
  /** Shows what the server has said of the run. */
  show: (state: RunState) => void
  elsewhere: boolean
} {
  const [place, setPlace] = useState<RunPlace>({ state: initial, waiting: false })
  const [unsent, setUnsent] = useState<Unsent>({ count: 0, failing: false })
  const [elsewhere, setElsewhere] = useState(false)
  const outbox = useRef<Promise<Outbox>>(undefined)
  const tabs = useRef<BroadcastChannel>(undefined)

  useEffect(() => {
    const leaving = new AbortController()
    const move = (to: RunState | Waiting) => {
      setPlace((from) => moved(from, to))
    }
    outbox.current = openOutboxStore().then(async (store) => {
      const made = new Outbox(slug, store, {
        async send(sending) {
          const state = await deliver(sending)
          setUnsent(({ count }) => ({ count, failing: false }))
          return state
        },
        onCount(count) {
          setUnsent(({ failing }) => ({ count, failing: failing && count > 0 }))
        },
        onState: move,
        // Answered in another tab, or the session has ended: the server knows where the run stands.
        onRefused: () => {
          window.location.reload()
        },
        onSentElsewhere: () => {
          window.location.reload()
        },
        isFinal: (error): error is Refused => error instanceof Refused && error.status < 500,
        pause(milliseconds) {
          setUnsent(({ count }) => ({ count, failing: true }))
          return onlineWithin(milliseconds, leaving.signal)
        },
        alone,
      })
      leaving.signal.addEventListener('abort', () => {
        made.close()
      })
      if (leaving.signal.aborted) made.close()
      const left = await made.open(initial)
      if (left.length > 0) move(ahead(initial, left))
      return made
    })
    // Told where something is given.
    outbox.current.catch(() => undefined)
    const channel = 'BroadcastChannel' in window ? new BroadcastChannel(`earshot run ${slug}`) : undefined
    channel?.addEventListener('message', () => {
      setElsewhere(true)
    })
    tabs.current = channel
    return () => {
      leaving.abort()
      channel?.close()
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- where the page began does not change
  }, [slug])

  const give = useCallback<Give>(async (step, body) => {
    const made = await outbox.current
    const key = 'key' in body ? body.key : undefined
    await made?.give({ step, body, ...(key === undefined ? {} : { key }) })
    tabs.current?.postMessage('moved')
    const given = { step, ...(key === undefined ? {} : { key }) }
    setPlace((from) => moved(from, ahead(from.state, [given])))
  }, [])
  const show = useCallback((state: RunState) => {
    setPlace({ state, waiting: false })
  }, [])
  return { place, unsent, give, show, elsewhere }
}

const moved = ({ state }: RunPlace, to: RunState | Waiting): RunPlace =>
  to.step === 'waiting' ? { state, waiting: true } : { state: to, waiting: false }

async function deliver({ slug, step, body }: Sending): Promise<RunState> {
  // What is kept was given to `give`, which knows its shape; the server checks it again.
  const send = surveyClient[step] as (input: { params: { slug: string }; body: unknown }) => Promise<{
    state: RunState
  }>
  return (await send({ params: { slug }, body })).state
}

/** Resolves after so many milliseconds, or when the browser says that it is online again. */
const onlineWithin = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds)
    window.addEventListener('online', done)
    signal.addEventListener('abort', done)
    function done() {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })

/** So long (ms) another tab is waited for: one that a phone has put to sleep may never let go. */
const patience = 3000

/** One tab sends at a time, where the browser has locks and gives one; else what is sent twice is stored once. */
async function alone(slug: string, work: () => Promise<void>): Promise<void> {
  // Pages without HTTPS have none.
  const locks = (navigator as Partial<Navigator>).locks
  if (!locks) return work()
  const waiting = new AbortController()
  const timer = setTimeout(() => {
    waiting.abort()
  }, patience)
  let begun = false
  try {
    await locks.request(`earshot outbox ${slug}`, { signal: waiting.signal }, () => {
      begun = true
      clearTimeout(timer)
      return work()
    })
  } catch (error) {
    if (begun) throw error
    await work()
  }
}
