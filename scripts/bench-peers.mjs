// `npm run bench:peers`: the Python programs that benches compare with, in bench/peers/.venv.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..', 'bench', 'peers')
const run = (command, args) => execFileSync(command, args, { stdio: 'inherit' })

try {
  run('python3', ['-m', 'venv', join(folder, '.venv')])
  run(join(folder, '.venv', 'bin', 'python'), [
    '-m',
    'pip',
    'install',
    '-q',
    '-r',
    join(folder, 'requirements.txt'),
  ])
  console.log('The peers are installed. Measure with: npm run bench')
} catch {
  console.error(
    'The peers could not be installed: Python 3 with venv and pip is needed. Benches run without them.',
  )
  process.exitCode = 1
}
