/** What a bench measures, and how it is told: one JSON line a figure. */
import { cpus, loadavg } from 'node:os'

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
  /** The median ratio of rounds taken in turn, where there were such; else it is that of the two values. */
  ratio?: number | null
  /** Whether the goal is met, where that is not seen by the ratio to the peer. */
  holds?: boolean | null
}

/** What the machine is, and how busy: timings beside other work say little, ratios more. */
function machine(): string {
  const kind = `${String(cpus().length)} x ${cpus()[0]?.model.trim() ?? 'unknown'}`
  return `${kind}, Node ${process.version}, load ${(loadavg()[0] ?? 0).toFixed(1)}`
}

/** Prints the line of a figure. `ratio` is more than 1 where it is better than the peer: less time, less memory. */
export function printFigure(figure: string, { part = '', holds, ...measured }: Measured): void {
  const { value, peerValue, goal } = measured
  const { ratio = value === null || peerValue === null ? null : peerValue / value } = measured
  const least = goal.startsWith('>=') ? Number.parseFloat(goal.slice(2)) : 1
  const line = {
    figure: figure + part,
    ...measured,
    ratio,
    holds: holds ?? (ratio === null ? null : ratio >= least),
    machine: machine(),
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

/** Words beside the figures, on standard error. */
export const note = (words: string): void => {
  process.stderr.write(`  ${words}\n`)
}

/** Says why a figure is missing. */
export const missing = note
