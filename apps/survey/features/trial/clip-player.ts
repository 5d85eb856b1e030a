/**
 * One <audio> element for all clips of a run: iOS allows sound to an element that a press has started. A clip is fetched
 * whole before it is played, and what is heard is counted from the audio clock.
 */
import type { PlayEvent } from '@earshot/contract/blind'
import { hear, newListening, plausible, type Listening } from './listening.ts'

export type PlayerPhase = 'loading' | 'ready' | 'playing' | 'paused' | 'failed' | 'blocked'

export interface PlayerState {
  phase: PlayerPhase
  /** Seconds into the clip. */
  position: number
  listening: Listening
}

export class ClipPlayer {
  state: PlayerState
  /** What was done since the clip was shown; goes to the server with the answer. */
  readonly events: PlayEvent[] = []
  private readonly audio: HTMLAudioElement
  private readonly onChange: (state: PlayerState) => void
  private readonly shownAt = performance.now()
  private readonly listeners = new AbortController()
  private url = ''
  /** Where counting began: a place in the clip, the moment, and how far it has come. */
  private anchor: { position: number; time: number; counted: number } | undefined

  constructor(audio: HTMLAudioElement, seconds: number, onChange: (state: PlayerState) => void) {
    this.audio = audio
    this.onChange = onChange
    this.state = { phase: 'loading', position: 0, listening: newListening(seconds) }
    audio.pause()
    audio.removeAttribute('src')
    const { signal } = this.listeners
    const on = (name: string, handle: () => void) => {
      audio.addEventListener(name, handle, { signal })
    }
    on('playing', () => {
      this.setAnchor()
      this.change({ phase: 'playing' })
      this.follow()
    })
    // Frames stop in a hidden tab; these do not.
    on('timeupdate', () => {
      this.count()
    })
    on('pause', () => {
      this.count()
      if (this.state.phase === 'playing') this.change({ phase: 'paused' })
    })
    on('seeking', () => {
      this.anchor = undefined
    })
    on('seeked', () => {
      this.setAnchor()
    })
    on('ended', () => {
      this.count()
      // A frame that is still to come must not move the playhead back to the end.
      this.anchor = undefined
      this.record('ended')
      this.change({ phase: 'ready', position: 0 })
    })
    on('error', () => {
      if (this.url !== '') this.fail()
    })
    on('ratechange', () => {
      if (audio.playbackRate !== 1) audio.playbackRate = 1
    })
    document.addEventListener(
      'visibilitychange',
      () => {
        this.record(document.hidden ? 'hidden' : 'visible')
        // Nobody listens to a hidden page, or cannot be known to.
        if (document.hidden) audio.pause()
      },
      { signal },
    )
  }

  /** Takes a fetched clip. */
  load(clip: Blob): void {
    this.url = URL.createObjectURL(clip)
    this.audio.src = this.url
    this.audio.load()
    this.change({ phase: 'ready' })
  }

  /** The clip could not be fetched or played. */
  fail(): void {
    this.record('error')
    this.change({ phase: 'failed' })
  }

  /** Plays or pauses. Must be called straight from the press, or browsers refuse the sound. */
  toggle(): void {
    const { phase } = this.state
    if (phase === 'loading' || phase === 'failed') return
    if (phase === 'playing') {
      this.record('pause')
      this.audio.pause()
      return
    }
    this.record('play')
    this.audio.playbackRate = 1
    this.audio.play().catch((error: unknown) => {
      if ((error as DOMException).name === 'NotAllowedError') this.change({ phase: 'blocked' })
      else if ((error as DOMException).name !== 'AbortError') this.fail()
    })
  }

  /** Goes back to the beginning; playing goes on if it was. */
  restart(): void {
    this.record('seek')
    this.audio.currentTime = 0
    this.change({ position: 0 })
  }

  /** An answer was chosen, which may still change. */
  chose(value: number): void {
    this.record('choose', value)
  }

  /** Milliseconds from the first start to now, or undefined before. */
  sinceFirstPlay(): number | undefined {
    const first = this.events.find(({ kind }) => kind === 'play')
    return first ? this.now() - first.atMs : undefined
  }

  dispose(): void {
    this.listeners.abort()
    this.audio.pause()
    this.audio.removeAttribute('src')
    if (this.url) URL.revokeObjectURL(this.url)
  }

  private now(): number {
    return Math.round(performance.now() - this.shownAt)
  }

  private record(kind: PlayEvent['kind'], value?: number): void {
    // Enough to follow anybody; a stuck key must not fill the database.
    if (this.events.length >= 900) return
    this.events.push({
      kind,
      atMs: this.now(),
      clipTime: Math.max(0, Number(this.audio.currentTime.toFixed(2))),
      ...(value === undefined ? {} : { value }),
    })
  }

  private setAnchor(): void {
    const position = this.audio.currentTime
    this.anchor = { position, time: performance.now(), counted: position }
  }

  private count(): void {
    const { anchor, audio } = this
    if (!anchor || audio.seeking || document.hidden) return
    const position = audio.currentTime
    if (!plausible(anchor.position, position, (performance.now() - anchor.time) / 1000)) return
    const listening = hear(this.state.listening, anchor.counted, position)
    anchor.counted = position
    this.change({ listening, position })
  }

  private follow(): void {
    requestAnimationFrame(() => {
      this.count()
      if (!this.audio.paused && !this.audio.ended) this.follow()
    })
  }

  private change(part: Partial<PlayerState>): void {
    this.state = { ...this.state, ...part }
    this.onChange(this.state)
  }
}
