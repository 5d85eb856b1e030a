import { useEffect, useRef, useSyncExternalStore } from 'react'

export interface TrialKeys {
  toggle: () => void
  restart: () => void
  choose: (value: number) => void
  next: () => void
}

const storageKey = 'earshot-keys'
const typing = /^(TEXTAREA|SELECT)$/
const pressable = /^(BUTTON|SUMMARY|A)$/

/** The choice is kept in the browser, and other tabs of the test follow it. */
const changed = 'earshot-keys-changed'

function subscribe(listen: () => void): () => void {
  window.addEventListener('storage', listen)
  window.addEventListener(changed, listen)
  return () => {
    window.removeEventListener('storage', listen)
    window.removeEventListener(changed, listen)
  }
}

const areOn = (): boolean => localStorage.getItem(storageKey) !== 'off'

/** Space, R, 1 to 5 and Enter, unless somebody types, a dialog is open, or the keys are turned off (WCAG 2.1.4). */
export function useKeys(keys: TrialKeys): { on: boolean; turn: () => void } {
  const on = useSyncExternalStore(subscribe, areOn, () => true)
  const current = useRef(keys)
  useEffect(() => {
    current.current = keys
  })
  useEffect(() => {
    if (!on) return undefined
    const press = (event: KeyboardEvent) => {
      handle(event, current.current)
    }
    window.addEventListener('keydown', press)
    return () => {
      window.removeEventListener('keydown', press)
    }
  }, [on])
  const turn = () => {
    localStorage.setItem(storageKey, on ? 'off' : 'on')
    window.dispatchEvent(new Event(changed))
  }
  return { on, turn }
}

/** A box is ticked by the space bar, and an answer chosen, unless it is chosen already. */
const takesSpace = (target: HTMLElement): boolean =>
  target instanceof HTMLInputElement && !(target.type === 'radio' && target.checked)

function handle(event: KeyboardEvent, keys: TrialKeys): void {
  const target = event.target as HTMLElement
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
  if (typing.test(target.tagName) || document.querySelector('dialog[open]')) return
  const onButton = pressable.test(target.tagName)
  if (event.key === ' ' && !onButton && !takesSpace(target)) keys.toggle()
  else if (event.key.toLowerCase() === 'r') keys.restart()
  else if (/^[1-5]$/.test(event.key)) keys.choose(Number(event.key))
  else if (event.key === 'Enter' && !onButton) keys.next()
  else return
  event.preventDefault()
}
