import * as tf from '@tensorflow/tfjs-core'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startNative } from './native-package.ts'

const native = new URL('../../../native/', import.meta.url)
const haveGpu = existsSync('/dev/nvidiactl')
const haveNative = existsSync(new URL('cpu/node_modules/@tensorflow/tfjs-node/lib/', native))

describe('a native package that cannot be used', () => {
  let folder: string
  const start = (name: 'gpu' | 'native') => startNative(name, pathToFileURL(`${folder}/`))

  /** A package of the name of TensorFlow's, with this program. */
  async function install(program: string): Promise<void> {
    const place = path.join(folder, 'cpu', 'node_modules', '@tensorflow', 'tfjs-node')
    await mkdir(place, { recursive: true })
    await writeFile(
      path.join(place, 'package.json'),
      '{ "name": "@tensorflow/tfjs-node", "main": "index.js" }',
    )
    await writeFile(path.join(place, 'index.js'), program)
  }

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'earshot-native-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('names the command that installs it', async () => {
    await expect(start('native')).rejects.toThrow('not installed; npm run native installs it')
  })

  it.skipIf(haveGpu)('says that there is no GPU, rather than to install something for it', async () => {
    await expect(start('gpu')).rejects.toThrow('this machine has no NVIDIA GPU')
  })

  it("gives the loader's words in one line", async () => {
    await install(
      "throw new Error('libtensorflow.so.2: cannot open shared object file\\nRequire stack: ...')",
    )
    await expect(start('native')).rejects.toThrow(
      /^installed, but does not load \(libtensorflow.so.2: cannot open shared object file\); npm run native repairs it$/,
    )
  })
})

describe('the packages in native/', () => {
  it.each(['cpu', 'gpu'])('for %s is of the version of TensorFlow.js', async (kind) => {
    const text = await readFile(new URL(`${kind}/package.json`, native), 'utf8')
    const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> }
    const versions = Object.entries(dependencies).filter(([name]) => name.startsWith('@tensorflow/'))
    expect(versions.map(([, version]) => version)).toEqual([tf.version_core, tf.version_core])
  })

  it.skipIf(!haveNative)(
    'compute with the TensorFlow.js of this package (wants npm run native)',
    async () => {
      const listeners = process.listenerCount('uncaughtException')
      await startNative('native')
      expect(tf.getBackend()).toBe('tensorflow')
      const product = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]]))
      expect(Array.from(product.dataSync())).toEqual([11])
      expect(process.listenerCount('uncaughtException')).toBe(listeners)
      product.dispose()
    },
  )
})
