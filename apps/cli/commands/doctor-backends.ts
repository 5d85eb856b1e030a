/** What computes on this machine, how fast, and what would make it faster. */
import { backendNames, type BackendName } from '@earshot/models/backend/backend'
import { probeBackend } from '@earshot/models/backend/backend-probe'

/** `version` is TensorFlow's, where it is the one that computes; `gigaflops` of products of matrices. */
export interface BackendReport {
  name: BackendName
  available: boolean
  reason: string | null
  gigaflops: number | null
  version: string | null
}

/** `name` is what a process of Earshot opens; null where nothing can be used. */
export interface Chosen {
  name: BackendName | null
  reason: string
}

/** Measures each backend in a process of its own, one after another: side by side they would take each other's cores. */
export async function reportBackends(): Promise<BackendReport[]> {
  const reports: BackendReport[] = []
  for (const name of backendNames) {
    const probe = await probeBackend(name)
    reports.push(
      probe.available
        ? { name, available: true, reason: null, gigaflops: probe.gigaflops, version: probe.version }
        : { name, available: false, reason: probe.reason, gigaflops: null, version: null },
    )
  }
  return reports
}

/** Which of them is opened: the one EARSHOT_BACKEND asks for, else the first that can be used. */
export function chosenBackend(reports: readonly BackendReport[], forced: BackendName | undefined): Chosen {
  if (forced) {
    const report = reports.find(({ name }) => name === forced)
    if (report?.available) return { name: forced, reason: 'EARSHOT_BACKEND asks for it' }
    return {
      name: null,
      reason: `EARSHOT_BACKEND asks for ${forced}: ${report?.reason ?? 'no such backend'}`,
    }
  }
  const first = reports.find(({ available }) => available)
  return first
    ? { name: first.name, reason: 'the first of the list that can be used' }
    : { name: null, reason: 'none can be used' }
}
