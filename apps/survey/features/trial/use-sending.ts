import { Refused } from '../run/refused.ts'
import type { RunState } from '@earshot/contract/blind'
import { useState } from 'react'
import { persist, sleep } from '../run/persist.ts'

export type Sending = 'idle' | 'saving' | 'failed'

/** Sends one step of the run until the server has it; a run that is elsewhere by now is loaded anew. */
export function useSending(onMoved: (state: RunState) => void) {
  const [sending, setSending] = useState<Sending>('idle')
  const [problem, setProblem] = useState('')

  async function send(step: () => Promise<{ state: RunState }>): Promise<void> {
    setSending('saving')
    setProblem('')
    try {
      const { state } = await persist(step, sleep)
      setSending('idle')
      onMoved(state)
    } catch (error) {
      // Answered in another tab, or expired: the server knows where the run stands.
      if (error instanceof Refused && (error.status === 409 || error.status === 404)) {
        window.location.reload()
        return
      }
      setSending('failed')
      setProblem(error instanceof Refused && error.status < 500 ? error.message : '')
    }
  }
  return { sending, problem, send }
}
