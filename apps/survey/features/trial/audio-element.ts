/** The one audio element of the page, made when first wanted: iOS allows sound to an element that a press has started. */
let element: HTMLAudioElement | undefined

export function audioElement(): HTMLAudioElement {
  if (!element) {
    element = new Audio()
    element.preload = 'auto'
    element.setAttribute('playsinline', '')
  }
  return element
}
