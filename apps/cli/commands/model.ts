import type { Command } from 'commander'
import { compareCommand } from './model-compare.ts'
import { evaluateCommands } from './model-evaluate.ts'
import { fileCommands } from './model-files.ts'
import { generateCommand } from './model-generate.ts'
import { listCommand } from './model-list.ts'
import { searchCommands } from './model-search.ts'
import { showCommand } from './model-show.ts'
import { trainCommand } from './model-train.ts'

export function modelCommands(program: Command): void {
  const model = program.command('model').description('models: training, files, comparing, and songs of them')
  trainCommand(model)
  searchCommands(model)
  listCommand(model)
  showCommand(model)
  compareCommand(model)
  generateCommand(model)
  evaluateCommands(model)
  fileCommands(model)
}
