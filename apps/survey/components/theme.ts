/** Colours for what is drawn on a canvas, which style sheets do not reach. */

/** The value of a token of earshot.css in the theme that is on, for example ink('--rule'). */
export type Ink = (token: string) => string

export const readInk: Ink = (token) =>
  getComputedStyle(document.documentElement).getPropertyValue(token).trim()

/** Calls back when the system's theme or the page's own choice changes; returns how to stop. */
export function watchTheme(changed: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', changed)
  const choice = new MutationObserver(changed)
  choice.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => {
    system.removeEventListener('change', changed)
    choice.disconnect()
  }
}
