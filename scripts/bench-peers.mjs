// `npm run bench:peers`: the programs that benches compare with: Python's in bench/peers/.venv, Debian's by apt-get.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..', 'bench', 'peers')
const run = (command, args) => execFileSync(command, args, { stdio: 'inherit' })

function installPython() {
  run('python3', ['-m', 'venv', join(folder, '.venv')])
  run(join(folder, '.venv', 'bin', 'python'), [
    '-m',
    'pip',
    'install',
    '-q',
    '-r',
    join(folder, 'requirements.txt'),
  ])
}

const debian = {
  fluidsynth: '/usr/bin/fluidsynth',
  'fluid-soundfont-gm': '/usr/share/sounds/sf2/FluidR3_GM.sf2',
  lame: '/usr/bin/lame',
}

function installDebian() {
  const missing = Object.keys(debian).filter((name) => !existsSync(debian[name]))
  if (missing.length > 0) run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...missing])
}

const peers = [
  [installPython, 'The peers in Python could not be installed: Python 3 with venv and pip is needed.'],
  [
    installDebian,
    `${Object.keys(debian).join(', ')} could not be installed: Debian's apt-get as root is needed.`,
  ],
]

for (const [install, why] of peers) {
  try {
    install()
  } catch {
    console.error(`${why} Benches run without them.`)
    process.exitCode = 1
  }
}
if (!process.exitCode) console.log('The peers are installed. Measure with: npm run bench')
