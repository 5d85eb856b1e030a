/** What the terminal shows: progress on standard error, results on standard output, one JSON document with --json. */
import { Presets, SingleBar } from 'cli-progress'
import type { Progress, Work } from '@earshot/jobs/work'
import { readerLeft } from './closed-pipe.ts'

/** Thrown where the result is told already and is not what was hoped for: exit code 1, and nothing more is said. */
export class Unsuccessful extends Error {}

export interface Output {
  /** The result: one JSON document, or what `text` makes of it. */
  result<T>(value: T, text: (value: T) => string): void
  /** A step of the set-up, a plain line. */
  step(text: string): void
  /** Hooks for long work: a bar on a terminal, plain lines elsewhere; Ctrl-C and a closed pipe stop the work. */
  work<T>(run: (work: Work) => Promise<T>): Promise<T>
}

export function createOutput(json: boolean): Output {
  return {
    result(value, text) {
      process.stdout.write(`${json ? JSON.stringify(value, null, 2) : text(value)}\n`)
    },
    step(text) {
      process.stderr.write(`  ${text}\n`)
    },
    async work(run) {
      const stopping = new AbortController()
      const stop = () => {
        stopping.abort()
      }
      process.once('SIGINT', stop)
      process.once('SIGTERM', stop)
      const meter = process.stderr.isTTY ? progressBar() : progressLines()
      try {
        const signal = AbortSignal.any([stopping.signal, readerLeft])
        return await run({ onProgress: meter.update, signal, now: () => new Date() })
      } finally {
        meter.end()
        process.off('SIGINT', stop)
        process.off('SIGTERM', stop)
      }
    },
  }
}

interface Meter {
  update: (progress: Progress) => void
  end: () => void
}

function progressBar(): Meter {
  const bar = new SingleBar(
    {
      format: ' {bar} {percentage} % | {eta_formatted} left | {text}',
      stream: process.stderr,
      hideCursor: true,
    },
    Presets.shades_classic,
  )
  let started = false
  return {
    update({ done, total, text }) {
      if (!started) bar.start(total, done, { text })
      started = true
      bar.setTotal(total)
      bar.update(done, { text })
    },
    end() {
      if (started) bar.stop()
    },
  }
}

/** A line for each tenth of the work. */
function progressLines(): Meter {
  let tenth = -1
  return {
    update({ done, total, text }) {
      const now = Math.floor((10 * done) / Math.max(1, total))
      if (now === tenth) return
      tenth = now
      process.stderr.write(`  ${String(now * 10)} % ${text}\n`)
    },
    end: () => undefined,
  }
}

/** A plain table: columns as wide as their widest cell, numbers to the right. */
export function table(head: string[], rows: (string | number)[][]): string {
  const cells = [head, ...rows.map((row) => row.map(String))]
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)))
  const isNumber = head.map(
    (_, column) =>
      rows.length > 0 && rows.every((row) => /^[−<>]?[\d.,]+( %)?$|^–$/.test(String(row[column]))),
  )
  const line = (row: string[]) =>
    row
      .map((cell, column) =>
        isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '-'.repeat(width)).join('  ')
  return [line(head), rule, ...cells.slice(1).map(line)].join('\n')
}

/** A number with fixed decimals, or a dash where there is none. */
export const decimals = (value: number | null, places: number): string =>
  value === null ? '–' : value.toFixed(places)

/** A fraction as per cent, or a dash where there is none. */
export const percent = (fraction: number | null): string =>
  fraction === null ? '–' : `${(100 * fraction).toFixed(2)} %`

/** The beginning of a long text. */
export const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text)
