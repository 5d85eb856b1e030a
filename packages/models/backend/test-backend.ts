/** The backend of this package's tests: each of Vitest's projects provides its own, so that they run on several. */
import { inject } from 'vitest'
import { openBackend, type Backend, type BackendName } from './backend.ts'

declare module 'vitest' {
  interface ProvidedContext {
    backend: BackendName
  }
}

export const testBackend = inject('backend')
export const openTestBackend = (): Promise<Backend> => openBackend(testBackend)
