/** The browser of the tests. */
import { openBrowser as open } from '@earshot/leaks/browser'
import type { Browser } from 'playwright-core'

export const openBrowser = (): Promise<Browser> => open(process.env.CHROMIUM_PATH)
