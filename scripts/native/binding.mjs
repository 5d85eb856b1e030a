/** Compiles the binding of @tensorflow/tfjs-node, which joins Node and libtensorflow, from the sources in its package. */
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { runProgram } from './program.mjs'

/** Where the package looks for a binding of Node's interface number 8. */
const bindingFile = (packageFolder) => join(packageFolder, 'lib', 'napi-v8', 'tfjs_binding.node')
const ours = join(import.meta.dirname, 'binding')
const options = ['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8']

/**
 * Compiles the binding of the package in `packageFolder` against the folder `tensorflow`, with Node's `headers`. Libraries
 * inside the project are found from where the binding lies, so that the project can move. Throws an InstallProblem.
 */
export async function compileBinding(packageFolder, tensorflow, { root, headers, env, log }) {
  const file = bindingFile(packageFolder)
  const folder = dirname(file)
  mkdirSync(folder, { recursive: true })
  const compile = (args, output) =>
    compiled([`-I${env.NODE_INCLUDE ?? headers}`, ...args], output, { env, log })
  const place = isInside(root, tensorflow) ? `$ORIGIN/${relative(folder, tensorflow)}` : tensorflow
  await compile(
    [
      `-I${packageFolder}`,
      `-I${join(tensorflow, 'include')}`,
      ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(packageFolder, 'binding', name)),
      join(ours, 'log-level.cc'),
      `-L${tensorflow}`,
      '-l:libtensorflow_cc.so.2',
      '-l:libtensorflow_framework.so.2',
      `-Wl,-rpath,${place}`,
    ],
    join(folder, 'tensorflow_binding.so'),
  )
  await compile([join(ours, 'loader.cc'), '-ldl'], file)
}

const isInside = (folder, path) => !relative(folder, path).startsWith('..')

/** Compiles to a file beside and moves it: a process that has loaded the old one keeps it. */
async function compiled(args, file, { env, log }) {
  const compiler = env.CXX || 'g++'
  const part = `${file}.${process.pid}`
  try {
    await runProgram(compiler, [...options, ...args, '-o', part], {
      env,
      log,
      seconds: 600,
      missing: `The C++ compiler ${compiler} was not found: install one (Debian: apt install g++).`,
      failed: 'The binding did not compile: a compiler of C++17 is needed',
    })
    renameSync(part, file)
  } finally {
    rmSync(part, { force: true })
  }
}
