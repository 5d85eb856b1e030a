/** The backends that are measured, each in a process of its own: a process keeps the first it has. */
import { openBackend } from '@earshot/models/backend/backend'
import { missing } from './figure.ts'

export const backends = ['native', 'wasm'] as const
export type MeasuredBackend = (typeof backends)[number]

/** Opens a backend; false, with a word on standard error, where it does not load. */
export async function opens(backend: MeasuredBackend): Promise<boolean> {
  try {
    await openBackend(backend)
    return true
  } catch (error) {
    missing(error instanceof Error ? error.message : String(error))
    return false
  }
}
