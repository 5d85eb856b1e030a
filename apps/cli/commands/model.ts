import type { Command } from 'commander'
import { generateCommand } from './model-generate.ts'
import { listCommands } from './model-list.ts'
import { trainCommand } from './model-train.ts'

export function modelCommands(program: Command): void {
  const model = program.command('model').description('models: training, and songs of them')
  trainCommand(model)
  listCommands(model)
  generateCommand(model)
}
