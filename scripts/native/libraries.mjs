/** libtensorflow from TensorFlow's Python wheel: nothing of Python is used once it is there. */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { InstallProblem, runProgram } from './program.mjs'

const version = '2.21.0'
/** Any Python can fetch the wheel made for this one. */
const wheelPython = '3.12'

const requirements = { cpu: 'tensorflow-cpu', gpu: 'tensorflow[and-cuda]' }
const minute = 60

/** What is needed of the wheel; the headers only until the binding is compiled. */
const needed = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2', 'include/tensorflow/c/c_api.h']

/**
 * The folder `tensorflow` with libraries and headers: of the Python in TF_PYTHON, else fetched by pip to `folder`. Throws an
 * InstallProblem.
 */
export async function tensorflowLibraries(kind, folder, { env, log, onStep }) {
  const tensorflow = env.TF_PYTHON ? ofPython(env.TF_PYTHON) : join(folder, 'tensorflow')
  if (!env.TF_PYTHON) await fetchWheel(kind, folder, { env, log, onStep })
  const missing = needed.find((file) => !existsSync(join(tensorflow, file)))
  if (missing) throw new InstallProblem(`The TensorFlow in ${tensorflow} has no ${missing}.`)
  return tensorflow
}

function ofPython(python) {
  const program =
    'import importlib.util; print(importlib.util.find_spec("tensorflow").submodule_search_locations[0])'
  try {
    return execFileSync(python, ['-c', program], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch (error) {
    throw new InstallProblem(`TF_PYTHON is ${python}, which has no TensorFlow or does not run.`, {
      cause: error,
    })
  }
}

/** Fetches to a folder beside and moves it, so that an interrupted download leaves nothing that looks whole. */
async function fetchWheel(kind, folder, { env, log, onStep }) {
  if (existsSync(folder)) return
  const part = `${folder}.part`
  rmSync(part, { recursive: true, force: true })
  const requirement = `${requirements[kind]}==${env.TF_VERSION ?? version}`
  onStep(`Fetching ${requirement} with pip`)
  const python = await pythonWithPip(`${folder}.venv`, { env, log })
  const options = ['--target', part, '--only-binary=:all:', '--python-version', wheelPython, '--no-compile']
  // The libraries alone do without what Python's TensorFlow imports; the GPU's need those of CUDA.
  if (kind === 'cpu') options.push('--no-deps')
  await runProgram(python, ['-m', 'pip', 'install', ...options, requirement], {
    env,
    log,
    seconds: 30 * minute,
    failed: `pip could not fetch ${requirement}: it needs a connection, and Linux with glibc on x86-64 or arm64`,
  })
  renameSync(part, folder)
  rmSync(`${folder}.venv`, { recursive: true, force: true })
}

/** A Python that has pip: the machine's own, else one of a virtual environment in `folder`. */
async function pythonWithPip(folder, { env, log }) {
  const missing = 'Python 3 was not found: install python3 with pip (Debian: apt install python3-pip).'
  const own = await runProgram('python3', ['-m', 'pip', '--version'], {
    env,
    log,
    missing,
    failed: 'no pip',
  }).then(
    () => true,
    (error) => {
      if (error.message === missing) throw error
      return false
    },
  )
  if (own) return 'python3'
  await runProgram('python3', ['-m', 'venv', folder], {
    env,
    log,
    failed: 'Python 3 has neither pip nor venv: install one (Debian: apt install python3-pip)',
  })
  return join(folder, 'bin', 'python')
}

/** Removes all but the libraries and their licences from what fetchWheel made: headers and Python are needed no more. */
export function keepLibraries(folder) {
  for (const name of readdirSync(folder)) {
    if (name === 'tensorflow') keepOnly(join(folder, name), /^libtensorflow|licen[cs]e|notice/i)
    else if (name !== 'nvidia' && !/^tensorflow.*\.dist-info$/.test(name))
      rmSync(join(folder, name), { recursive: true })
  }
}

function keepOnly(folder, wanted) {
  for (const name of readdirSync(folder))
    if (!wanted.test(name)) rmSync(join(folder, name), { recursive: true })
}
