/** The kind of device and browser, as coarsely as it may matter for sound: nothing that would tell two people apart. */
import { z } from 'zod'

export const deviceSchema = z.strictObject({
  kind: z.enum(['phone', 'tablet', 'computer']),
  system: z.enum(['iOS', 'Android', 'Windows', 'macOS', 'Linux', 'other']),
  browser: z.enum(['Safari', 'Chrome', 'Edge', 'Firefox', 'Samsung', 'other']),
})
export type Device = z.infer<typeof deviceSchema>

/** Of a User-Agent header. iPads that call themselves Macs count as computers. */
export function coarseDevice(userAgent: string): Device {
  const is = (pattern: RegExp) => pattern.test(userAgent)
  const system = is(/iPhone|iPad|iPod/)
    ? 'iOS'
    : is(/Android/)
      ? 'Android'
      : is(/Windows/)
        ? 'Windows'
        : is(/Mac OS X|Macintosh/)
          ? 'macOS'
          : is(/Linux|CrOS/)
            ? 'Linux'
            : 'other'
  const tablet = is(/iPad|Tablet/) || (system === 'Android' && !is(/Mobile/))
  const kind = tablet ? 'tablet' : is(/iPhone|iPod|Mobile/) ? 'phone' : 'computer'
  // Each names the ones after it too.
  const browser = is(/Edg(e|A|iOS)?\//)
    ? 'Edge'
    : is(/SamsungBrowser/)
      ? 'Samsung'
      : is(/Firefox\/|FxiOS/)
        ? 'Firefox'
        : is(/Chrome\/|CriOS/)
          ? 'Chrome'
          : is(/Safari\//)
            ? 'Safari'
            : 'other'
  return { kind, system, browser }
}
