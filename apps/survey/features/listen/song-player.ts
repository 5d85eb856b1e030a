/** Plays a song from anywhere: a minute of sound after the other, each made by the server when it is wanted. */
import { lead, planClip, songTime, type PlannedClip } from './clip-plan.ts'

export type SongPhase = 'paused' | 'fetching' | 'playing' | 'blocked' | 'failed'

export interface SongState {
  phase: SongPhase
  /** Where in the song, in seconds. */
  position: number
  /** Why there is no sound. */
  problem: string
}

export interface PlayedSong {
  /** When notes begin that are heard; ascending seconds. */
  onsets: readonly number[]
  /** seconds */
  duration: number
  /** Where a minute of sound from a place in the song on is to be had; it begins to come before it is made. */
  soundAddress: (from: number) => string
  /** The same minute once it is made. Rejects with an Error that says why there is none. */
  fetchSound: (from: number) => Promise<Blob>
}

/** The next minute is asked for so many seconds before it is needed. */
const ahead = 20

/** Milliseconds that a moved playhead must rest before sound is made: keys that are held down want none on the way. */
const rest = 250

export class SongPlayer {
  state: SongState = { phase: 'paused', position: 0, problem: '' }
  private readonly audio: HTMLAudioElement
  private readonly song: PlayedSong
  private readonly onChange: (state: SongState) => void
  private readonly listeners = new AbortController()
  /** What the audio element holds. */
  private clip: PlannedClip | undefined
  private url = ''
  /** The minute that comes next: where it begins, and its sound once it is there. */
  private asked: number | undefined
  private fetched: { from: number; sound: Blob } | undefined
  /** Counts what was asked for, so that sound that comes too late is not played. */
  private wish = 0

  constructor(audio: HTMLAudioElement, song: PlayedSong, onChange: (state: SongState) => void) {
    this.audio = audio
    this.song = song
    this.onChange = onChange
    const { signal } = this.listeners
    const on = (name: string, handle: () => void) => {
      audio.addEventListener(name, handle, { signal })
    }
    on('playing', () => {
      this.change({ phase: 'playing', problem: '' })
      this.follow(this.wish)
    })
    on('seeked', () => {
      if (!audio.paused) this.follow(this.wish)
    })
    // Frames stop in a hidden tab; these do not.
    on('timeupdate', () => {
      this.hear()
    })
    on('pause', () => {
      if (this.state.phase === 'playing' && !audio.ended) this.change({ phase: 'paused' })
    })
    on('ended', () => {
      this.goOn()
    })
    on('error', () => {
      if (this.clip) void this.explain(this.clip, this.wish)
    })
  }

  /** Plays or pauses; at the end, plays from the beginning. */
  toggle(): void {
    if (this.state.phase === 'playing' || this.state.phase === 'fetching') {
      this.pause()
      return
    }
    const { position } = this.state
    this.play(position >= this.song.duration - 0.05 ? 0 : position)
  }

  /** Moves the playhead; what plays goes on from there. */
  seek(position: number): void {
    const wanted = Math.min(this.song.duration, Math.max(0, position))
    const { phase } = this.state
    this.change({ position: wanted })
    if (phase === 'playing' || phase === 'fetching') this.play(wanted, rest)
  }

  dispose(): void {
    this.wish++
    this.listeners.abort()
    this.audio.pause()
    this.audio.removeAttribute('src')
    URL.revokeObjectURL(this.url)
  }

  private pause(): void {
    this.wish++
    this.audio.pause()
    this.change({ phase: 'paused' })
  }

  private play(position: number, wait = 0): void {
    const wish = ++this.wish
    if (this.clip && position >= this.clip.from - lead && position < this.clip.until) {
      this.audio.currentTime = position - this.clip.from + lead
      this.start()
      return
    }
    const planned = planClip(this.song.onsets, position, this.song.duration)
    if (!planned) {
      this.finish()
      return
    }
    this.audio.pause()
    this.change({ phase: 'fetching', position, problem: '' })
    window.setTimeout(() => {
      if (wish === this.wish) this.load(planned)
    }, wait)
  }

  /** What was fetched ahead is played from there; the rest while it is made. */
  private load(clip: PlannedClip): void {
    const fetched = this.fetched?.from === clip.from ? this.fetched.sound : undefined
    URL.revokeObjectURL(this.url)
    this.url = fetched ? URL.createObjectURL(fetched) : this.song.soundAddress(clip.from)
    this.clip = clip
    this.audio.src = this.url
    this.audio.currentTime = clip.offset
    this.start()
  }

  /** An audio element does not say why it has no sound: asking for it again does. */
  private async explain({ from }: PlannedClip, wish: number): Promise<void> {
    const problem = await this.song.fetchSound(from).then(
      () => 'The browser could not play the sound.',
      (error: unknown) => (error as Error).message,
    )
    this.clip = undefined
    if (wish === this.wish) this.fail(problem)
  }

  private start(): void {
    this.audio.play().catch((error: unknown) => {
      const { name } = error as DOMException
      if (name === 'NotAllowedError') this.change({ phase: 'blocked' })
      // Of a source that does not come (NotSupportedError) the element tells by its event.
      else if (name !== 'AbortError' && name !== 'NotSupportedError')
        this.fail('The browser could not play the sound.')
    })
  }

  /** Whether it fails is said when it is needed. */
  private fetchAhead({ from }: PlannedClip): void {
    if (this.asked === from) return
    this.asked = from
    this.song.fetchSound(from).then(
      (sound) => (this.fetched = { from, sound }),
      () => (this.asked = undefined),
    )
  }

  private follow(wish: number): void {
    requestAnimationFrame(() => {
      this.hear()
      if (!this.audio.paused && wish === this.wish) this.follow(wish)
    })
  }

  private hear(): void {
    const { clip, audio } = this
    if (!clip || this.state.phase !== 'playing' || audio.seeking) return
    const position = Math.max(0, songTime(clip, audio.currentTime))
    if (position >= clip.until) {
      this.goOn()
      return
    }
    this.change({ position })
    const next = clip.until - position < ahead && planClip(this.song.onsets, clip.until, this.song.duration)
    if (next && clip.until < this.song.duration) this.fetchAhead(next)
  }

  /** After a minute comes the next one, and after the last the end. */
  private goOn(): void {
    if (!this.clip) return
    if (this.clip.until >= this.song.duration) this.finish()
    else this.play(this.clip.until)
  }

  private finish(): void {
    this.wish++
    this.audio.pause()
    this.change({ phase: 'paused', position: this.song.duration })
  }

  private fail(problem: string): void {
    this.wish++
    this.audio.pause()
    this.change({ phase: 'failed', problem })
  }

  private change(part: Partial<SongState>): void {
    this.state = { ...this.state, ...part }
    this.onChange(this.state)
  }
}
