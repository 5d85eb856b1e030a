/** The only place where the benches read their environment. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the project. */
export const root = fileURLToPath(new URL('..', import.meta.url))

export const starterFolder = join(root, 'content', 'starter')

/** The LPD-5 folder, where there is one. */
export const lpd5Folder = (): string | undefined => process.env.EARSHOT_LPD5

/** A browser to measure in, where one is named. */
export const chromiumPath = (): string | undefined => process.env.CHROMIUM_PATH
