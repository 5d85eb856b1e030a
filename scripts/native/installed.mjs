import { existsSync } from 'node:fs'

const binding = new URL(
  '../../native/cpu/node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node',
  import.meta.url,
)

/** Whether `npm run native` has succeeded here, for the tests that then run natively too. */
export const isNativeInstalled = () => existsSync(binding)
