/** Finds and starts a headless Chromium: the one that CHROMIUM_PATH names, else the system's, else the one inside an npm package. */
import { existsSync } from 'node:fs'
import type { Browser } from 'playwright-core'

/** Where packages of the usual systems put it. */
const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** There is no browser that starts; the message says how to get one. */
export class NoBrowser extends Error {
  override name = 'NoBrowser'
}

const advice =
  'Install one (Debian: apt install chromium), name another with CHROMIUM_PATH, or install the npm package @sparticuz/chromium.'

/** Starts a browser. Throws NoBrowser where none is found or it does not start. */
export async function openBrowser(chromiumPath?: string): Promise<Browser> {
  // Loaded when needed: the survey and most commands do without.
  const { chromium } = await import('playwright-core')
  const path = await findBrowser(chromiumPath)
  return chromium
    .launch({
      executablePath: path,
      // Playwright would close the browser and end this process before what the caller has begun is undone.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--no-first-run',
        // Clips are really played and heard to their end; there is no sound card to wait for.
        '--mute-audio',
      ],
    })
    .catch((cause: unknown) => {
      const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
      throw new NoBrowser(`The browser at ${path} does not start (${why}). ${advice}`, { cause })
    })
}

async function findBrowser(chromiumPath: string | undefined): Promise<string> {
  const own = chromiumPath ?? usual.find((path) => existsSync(path))
  if (own !== undefined) {
    if (existsSync(own)) return own
    throw new NoBrowser(`There is no browser at ${own}, which CHROMIUM_PATH names. ${advice}`)
  }
  try {
    const { default: bundled } = await import('@sparticuz/chromium')
    // Not with its own arguments: they run it in one process, which ends with its first context, and without the rules of origins.
    return await bundled.executablePath()
  } catch (cause) {
    throw new NoBrowser(`There is no browser on this machine. ${advice}`, { cause })
  }
}
