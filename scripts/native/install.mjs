/** Installs one of the native packages, which the plain install leaves out, and makes sure that it computes. */
import { existsSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLock } from '../lock.mjs'
import { installPackages } from '../setup.mjs'
import { compileBinding } from './binding.mjs'
import { tryBackend } from './check.mjs'
import { keepLibraries, tensorflowLibraries } from './libraries.mjs'
import { runOwnInstall } from './own-install.mjs'
import { InstallProblem } from './program.mjs'

const repository = fileURLToPath(new URL('../..', import.meta.url))

const kinds = {
  cpu: { backend: 'native', module: '@tensorflow/tfjs-node', command: 'npm run native' },
  gpu: { backend: 'gpu', module: '@tensorflow/tfjs-node-gpu', command: 'npm run native:gpu' },
}

/**
 * Makes the backend 'native' (kind cpu) or 'gpu' work, and says what was done; resolves to whether it works. What works
 * already is left alone; of what cannot be made to work nothing stays behind.
 */
export async function installNative(kind, { root = repository, env = process.env, say = console.log } = {}) {
  const { backend, module, command } = kinds[kind]
  const folder = join(root, 'native', kind)
  const log = join(env.EARSHOT_HOME || join(root, '.earshot'), 'logs', 'native.log')
  const place = {
    kind,
    backend,
    module,
    folder,
    libraries: join(folder, 'libraries'),
    root,
    env,
    log,
    onStep: say,
  }
  return withLock(join(root, '.earshot', 'native.lock'), async () => {
    const before = await tryBackend(place)
    if (before.available) {
      say(`The ${backend} backend works already: ${described(before)}.`)
      return true
    }
    try {
      refuseHopeless(kind)
      const start = performance.now()
      const { figures, way } = await install(place)
      const seconds = ((performance.now() - start) / 1000).toFixed(0)
      say(`The ${backend} backend works: ${described(figures)}. It ${way}, in ${seconds} s.`)
      say('Earshot computes with it from now on; a generator that runs takes it when it is started again.')
      return true
    } catch (error) {
      if (!(error instanceof InstallProblem)) throw error
      remove(place)
      say(`The ${backend} backend cannot be installed: ${error.message}`)
      say(`Earshot works as before, without it. Try again with: ${command}`)
      return false
    }
  })
}

const described = ({ version, gigaflops }) =>
  `TensorFlow ${version}, ${gigaflops.toFixed(gigaflops < 10 ? 1 : 0)} GFLOP/s in products of matrices`

/** Gigabytes of libraries are not worth fetching for a machine that cannot use them. */
function refuseHopeless(kind) {
  const devices = ['/dev/nvidiactl', '/dev/dxg']
  if (kind === 'gpu' && process.platform === 'linux' && !devices.some((device) => existsSync(device)))
    throw new InstallProblem('This machine has no NVIDIA GPU, or its driver is not loaded.')
}

async function install(place) {
  const { module, folder, env, log, onStep } = place
  onStep(`Installing ${module}`)
  await installPackages(folder, { env, log, seconds: 600 }).catch((error) => {
    throw new InstallProblem(`pnpm could not install ${module} (the log is ${log})`, { cause: error })
  })
  const packageFolder = realpathSync(join(folder, 'node_modules', ...module.split('/')))
  return (await byItself(packageFolder, place)) ?? (await byCompiling(packageFolder, place))
}

/** By the package's own script, or undefined where that does not work; TF_PYTHON asks for the other way. */
async function byItself(packageFolder, place) {
  if (place.env.TF_PYTHON) return undefined
  place.onStep('Trying its own installation, which downloads from storage.googleapis.com')
  if (!(await runOwnInstall(packageFolder, place))) return undefined
  const figures = await tryBackend(place)
  return figures.available ? { figures, way: 'was installed by its own script' } : undefined
}

async function byCompiling(packageFolder, place) {
  const { kind, folder, libraries, env, log, onStep } = place
  if (process.platform !== 'linux')
    throw new InstallProblem(
      `Its own installation failed (the log is ${log}), and the other way is for Linux alone, not for ${process.platform}.`,
    )
  onStep("That did not work: compiling it against the library of TensorFlow's Python package instead")
  const tensorflow = await tensorflowLibraries(kind, libraries, { env, log, onStep })
  onStep('Compiling the binding')
  const headers = join(folder, 'node_modules', 'node-api-headers', 'include')
  await compileBinding(packageFolder, tensorflow, { root: place.root, headers, env, log })
  const figures = await tryBackend(place)
  if (!figures.available)
    throw new InstallProblem(`The binding compiled and does not work: ${figures.reason} (the log is ${log})`)
  if (existsSync(libraries)) keepLibraries(libraries)
  return { figures, way: `was compiled against ${tensorflow}` }
}

function remove({ folder, libraries }) {
  for (const path of [join(folder, 'node_modules'), libraries, `${libraries}.part`, `${libraries}.venv`])
    rmSync(path, { recursive: true, force: true })
}
