/** What all commands share: --json, the data folder, and how an error is told. */
import type { Command } from 'commander'
import { readEnvironment } from '../env.ts'
import { withHome, type Home } from '../home.ts'
import { createOutput, type Output } from '../output.ts'

interface Context {
  home: Home
  output: Output
}

/**
 * Makes a command do something in the data folder. `action` gets the command's arguments and options by name, as
 * commander collected them.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- names what commander collected, which it types as any
export function inHome<Options extends object>(
  command: Command,
  action: (context: Context, args: string[], options: Options) => Promise<void>,
): Command {
  return command.option('--json', 'print one JSON document').action(async () => {
    const { json, ...options } = command.opts<Options & { json?: boolean }>()
    const output = createOutput(json === true)
    await withHome(
      readEnvironment(),
      (step) => {
        output.step(step)
      },
      (home) => action({ home, output }, command.processedArgs as string[], options as unknown as Options),
    )
  })
}

/** The part of a split of a data set, as `--split held-out/train`; commander shows the refusal. */
export function splitPart(text: string): { split: { name: string; part: string } } {
  const [name = '', part = '', ...rest] = text.split('/')
  if (!name || !part || rest.length > 0)
    throw new Error(`"${text}" names no part of a split. Write split/part, such as held-out/train.`)
  return { split: { name, part } }
}

/** One --set: an option's name, and its value as JSON, or as plain text where it is none. */
export function setting(text: string, before: Record<string, unknown>): Record<string, unknown> {
  const [, name, value] = /^([A-Za-z]+)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) {
    throw new Error(
      `--set ${text} is not understood. Write a name and its value, such as learningRate=0.0005 or noise=none.`,
    )
  }
  try {
    return { ...before, [name]: JSON.parse(value) as unknown }
  } catch {
    return { ...before, [name]: value }
  }
}

/** A whole number for an option; commander shows the refusal. */
export function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < least)
      throw new Error(`"${text}" is not a whole number from ${String(least)}.`)
    return value
  }
}
