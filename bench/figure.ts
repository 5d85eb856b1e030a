/** What a bench measures, and how it is told: one JSON line a figure. */
import { cpus } from 'node:os'

export interface Measured {
  /** Where a figure has several lines: which one. */
  part?: string
  name: string
  /** null where it could not be measured here; `name` says of what, and standard error why. */
  value: number | null
  unit: string
  peer: string | null
  /** null where the peer is not installed. */
  peerValue: number | null
  goal: string
  /** Whether the goal is met, where that is not seen by the ratio to the peer. */
  holds?: boolean | null
}

const machine = `${String(cpus().length)} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}`

/** Prints the line of a figure. `ratio` is more than 1 where it is better than the peer: less time, less memory. */
export function printFigure(figure: string, { part = '', holds, ...measured }: Measured): void {
  const { value, peerValue, goal } = measured
  const ratio = value === null || peerValue === null ? null : peerValue / value
  const least = goal.startsWith('>=') ? Number.parseFloat(goal.slice(2)) : 1
  const line = {
    figure: figure + part,
    ...measured,
    ratio,
    holds: holds ?? (ratio === null ? null : ratio >= least),
    machine,
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}

/** Processor seconds of this process so far, user and system. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** The most memory that this process has held so far, in MB. */
export const peakMegabytes = (): number => process.resourceUsage().maxRSS / 1024

/** Says why a figure is missing. */
export const missing = (why: string): void => {
  process.stderr.write(`  ${why}\n`)
}
