/** The browser of the tests: CHROMIUM_PATH, else Debian's, else the one inside an npm package. */
import { existsSync } from 'node:fs'
import bundled from '@sparticuz/chromium'
import { chromium, type Browser } from 'playwright-core'

const debian = '/usr/bin/chromium'

export async function openBrowser(): Promise<Browser> {
  const own = process.env.CHROMIUM_PATH ?? (existsSync(debian) ? debian : undefined)
  return chromium.launch({
    executablePath: own ?? (await bundled.executablePath()),
    args: [
      ...(own ? [] : bundled.args),
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      // Clips are really played and heard to their end; there is no sound card to wait for.
      '--mute-audio',
    ],
  })
}
