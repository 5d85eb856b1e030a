/**
 * One <audio> element for all clips of a run: iOS allows sound to an element that a press has started. A clip is fetched
 * whole before it is played, and what is heard is counted from the audio clock.
 */
import type { PlayEvent } from '@earshot/contract/blind'
import { hear, newListening, plausible, type Listening } from './listening.ts'
import { keepLog, openLog, type TrialLog } from './trial-log.ts'

export type PlayerPhase = 'loading' | 'ready' | 'playing' | 'paused' | 'failed' | 'blocked'

export interface PlayerState {
  phase: PlayerPhase
  /** Seconds into the clip. */
  position: number
  listening: Listening
  /** How often the clip was started from its beginning. */
  starts: number
  /** The sound stopped, and neither the respondent nor the page has stopped it: a call, headphones pulled out. */
  interrupted: boolean
}

/** A browser that neither plays nor says why (iOS after an interruption) is asked again after so long, in milliseconds. */
const silence = 4000
/** A run ends after a day; no trial is longer, in milliseconds. */
const longest = 24 * 3_600_000

/** Milliseconds since 1970 as the device's clock had it when the page was loaded: no setting of the clock moves it meanwhile. */
const moment = (): number => performance.timeOrigin + performance.now()

/** A start within so many seconds of the beginning counts as one from it. */
const beginning = 0.25

export class ClipPlayer {
  state: PlayerState
  private readonly key: string
  private readonly log: TrialLog
  private readonly audio: HTMLAudioElement
  private readonly onChange: (state: PlayerState) => void
  private readonly listeners = new AbortController()
  private url = ''
  /** Set while a pause is ours. */
  private pausing = false
  private waiting: ReturnType<typeof setTimeout> | undefined
  /** Where counting began: a place in the clip, the moment, and how far it has come. */
  private anchor: { position: number; time: number; counted: number } | undefined

  constructor(
    audio: HTMLAudioElement,
    { key, seconds }: { key: string; seconds: number },
    onChange: (state: PlayerState) => void,
  ) {
    this.audio = audio
    this.key = key
    this.log = openLog(key, moment())
    this.onChange = onChange
    this.state = {
      phase: 'loading',
      position: 0,
      listening: newListening(seconds),
      starts: this.log.starts,
      interrupted: false,
    }
    audio.pause()
    audio.removeAttribute('src')
    const { signal } = this.listeners
    const on = (name: string, handle: () => void) => {
      audio.addEventListener(name, handle, { signal })
    }
    on('playing', () => {
      clearTimeout(this.waiting)
      this.setAnchor()
      this.change({ phase: 'playing', interrupted: false })
      this.follow()
    })
    // Frames stop in a hidden tab; these do not.
    on('timeupdate', () => {
      this.count()
    })
    on('pause', () => {
      this.count()
      const interrupted = !this.pausing && !audio.ended && !document.hidden
      this.pausing = false
      if (this.state.phase !== 'playing') return
      if (interrupted) this.record('pause')
      this.change({ phase: 'paused', interrupted })
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
        if (document.hidden) this.pause()
      },
      { signal },
    )
  }

  /** What was done since the clip was shown; goes to the server with the answer. */
  get events(): PlayEvent[] {
    return this.log.events
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
      this.pause()
      return
    }
    if (this.audio.currentTime < beginning) this.started()
    this.record('play')
    this.audio.playbackRate = 1
    clearTimeout(this.waiting)
    this.waiting = setTimeout(() => {
      if (this.state.phase !== 'playing') this.change({ phase: 'blocked' })
    }, silence)
    this.audio.play().catch((error: unknown) => {
      clearTimeout(this.waiting)
      if ((error as DOMException).name === 'NotAllowedError') this.change({ phase: 'blocked' })
      else if ((error as DOMException).name !== 'AbortError') this.fail()
    })
  }

  /** Goes back to the beginning; playing goes on if it was. */
  restart(): void {
    this.record('seek')
    if (this.state.phase === 'playing') this.started()
    this.audio.currentTime = 0
    this.change({ position: 0 })
  }

  /** An answer was chosen, which may still change. */
  chose(value: number): void {
    this.record('choose', value)
  }

  /** Milliseconds from the first start to now, or undefined before. */
  sinceFirstPlay(): number | undefined {
    const first = this.log.events.find(({ kind }) => kind === 'play')
    return first ? this.now() - first.atMs : undefined
  }

  dispose(): void {
    this.listeners.abort()
    clearTimeout(this.waiting)
    this.audio.pause()
    this.audio.removeAttribute('src')
    if (this.url) URL.revokeObjectURL(this.url)
  }

  /** Milliseconds since the trial was first shown; where the device's clock was set anew before a reload, never back and never absurd. */
  private now(): number {
    const last = this.log.events.at(-1)?.atMs ?? 0
    return Math.min(longest, Math.max(last, Math.round(moment() - this.log.shownAt)))
  }

  private pause(): void {
    // An element that does not play says nothing of a pause.
    this.pausing = !this.audio.paused
    this.audio.pause()
  }

  private started(): void {
    this.log.starts++
    this.change({ starts: this.log.starts })
  }

  private record(kind: PlayEvent['kind'], value?: number): void {
    // Enough to follow anybody; a stuck key must not fill the database.
    if (this.log.events.length >= 900) return
    this.log.events.push({
      kind,
      atMs: this.now(),
      clipTime: Math.max(0, Number(this.audio.currentTime.toFixed(2))),
      ...(value === undefined ? {} : { value }),
    })
    keepLog(this.key, this.log)
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
