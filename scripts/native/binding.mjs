/** Compiles the binding of @tensorflow/tfjs-node, which joins Node and libtensorflow, from the sources in its package. */
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { runProgram } from './program.mjs'

/** Where the package looks for a binding of Node's interface number 8. */
export const bindingFile = (packageFolder) => join(packageFolder, 'lib', 'napi-v8', 'tfjs_binding.node')

/**
 * Compiles the binding of the package in `packageFolder` against the folder `tensorflow`; it finds the libraries from where
 * it lies itself where both are in the project, so that the project can move. Throws an InstallProblem.
 */
export async function compileBinding(packageFolder, tensorflow, { root, headers, env, log }) {
  const file = bindingFile(packageFolder)
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(packageFolder, 'binding', name))
  sources.push(join(import.meta.dirname, 'log-level.cc'))
  const includes = [packageFolder, join(tensorflow, 'include'), env.NODE_INCLUDE ?? headers]
  const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']
  const inside = !relative(root, tensorflow).startsWith('..')
  const place = inside ? join('$ORIGIN', relative(dirname(file), tensorflow)) : tensorflow
  mkdirSync(dirname(file), { recursive: true })
  const compiler = env.CXX ?? 'g++'
  const options = ['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8']
  const output = `${file}.${process.pid}`
  try {
    await runProgram(
      compiler,
      [
        ...options,
        ...includes.map((folder) => `-I${folder}`),
        ...sources,
        `-L${tensorflow}`,
        ...libraries.map((name) => `-l:${name}`),
        `-Wl,-rpath,${place}`,
        '-o',
        output,
      ],
      {
        env,
        log,
        seconds: 600,
        missing: `The C++ compiler ${compiler} was not found: install one (Debian: apt install g++).`,
        failed: 'The binding did not compile: a compiler of C++17 is needed',
      },
    )
    renameSync(output, file)
  } finally {
    rmSync(output, { force: true })
  }
}
