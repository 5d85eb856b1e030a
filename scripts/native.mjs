// `npm run native` and `npm run native:gpu`: TensorFlow itself as a backend, so that models train several times as fast.
import { installNative } from './native/install.mjs'
import { setUp } from './setup.mjs'

await setUp()
const works = await installNative(process.argv[2] === 'gpu' ? 'gpu' : 'cpu')
process.exitCode = works ? 0 : 1
