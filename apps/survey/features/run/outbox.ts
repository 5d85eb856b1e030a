/**
 * What a respondent has given and the server has not acknowledged yet. It is kept on the device before anything else happens, and
 * sent in order until the server has it, whatever becomes of the connection, the page or the server meanwhile.
 */
import type { RunState } from '@earshot/contract/blind'
import type { Refused } from './refused.ts'

/** The steps of a run that send something. */
export const steps = ['setSound', 'answerTrial', 'skipTrial', 'finishRun'] as const
export type Step = (typeof steps)[number]

export interface Sending {
  slug: string
  step: Step
  /** Of the trial that it is about; absent at the end. */
  key?: string
  body: unknown
}

export interface Kept extends Sending {
  /** Rises: what was given first is sent first. */
  number: number
}

/** Where sendings are kept. */
export interface OutboxStore {
  add(sending: Sending): Promise<void>
  /** Of one study, in order. */
  all(slug: string): Promise<Kept[]>
  remove(kept: Kept): Promise<void>
  /** Notes what the server has acknowledged last for a study: a trial by its key, else the step. */
  noteAcknowledged(slug: string, what: string): Promise<void>
  /** What was noted, once: the note is gone after. */
  takeAcknowledged(slug: string): Promise<string | undefined>
}

export interface OutboxHooks {
  /** Rejects with Refused where the server does not take it, and with anything else where it was not reached or is not well. */
  send(sending: Sending): Promise<RunState>
  /** How many are kept, after each change. */
  onCount(count: number): void
  /** Where the run stands by the server once all was sent, or ahead of it by what was given meanwhile. */
  onState(state: RunState | Waiting): void
  /** The server will never take it; it is no longer kept. */
  onRefused(sending: Sending, refusal: Refused): void
  /** Another page of this browser has sent what was kept: only the server knows where the run stands. */
  onSentElsewhere(): void
  /** Whether an error is a refusal rather than a failure that may pass. */
  isFinal(error: unknown): error is Refused
  /** Resolves after so many milliseconds, or sooner when the connection is back. */
  pause(milliseconds: number): Promise<unknown>
  /** Runs `work` while no other page of this browser does so for the study. */
  alone(slug: string, work: () => Promise<void>): Promise<void>
}

/** Milliseconds before the second, third, ... try; the last one again and again. */
export const pauses = [500, 1500, 4000, 10_000, 30_000] as const

export class Outbox {
  private readonly slug: string
  private readonly store: OutboxStore
  private readonly hooks: OutboxHooks
  private sending: Promise<void> | undefined
  private wanted = false
  private closed = false

  constructor(slug: string, store: OutboxStore, hooks: OutboxHooks) {
    this.slug = slug
    this.store = store
    this.hooks = hooks
  }

  /** Keeps what was given; resolves when it would survive the page. It is sent without being waited for. */
  async give(given: Omit<Sending, 'slug'>): Promise<void> {
    await this.store.add({ ...given, slug: this.slug })
    await this.tell()
    this.start()
  }

  /** Sends what an earlier page has left; resolves with it. `shown` is where the run stood when the server made the page. */
  async open(shown: RunState): Promise<Kept[]> {
    const kept = await this.store.all(this.slug)
    this.hooks.onCount(kept.length)
    if (kept.length > 0) {
      this.start()
      return kept
    }
    // Another page has sent it since this one was asked for.
    const acknowledged = await this.store.takeAcknowledged(this.slug)
    if (acknowledged !== undefined && acknowledged === awaited(shown)) this.hooks.onSentElsewhere()
    return kept
  }

  /** Sends nothing more; what is kept stays. */
  close(): void {
    this.closed = true
  }

  /** Resolves when all is sent that was given so far. */
  async emptied(): Promise<void> {
    await this.sending
  }

  private start(): void {
    this.wanted = true
    this.sending ??= this.work()
    // Rejected where the store is gone: what is kept is sent by the next page.
    this.sending.catch(() => undefined)
  }

  private async work(): Promise<void> {
    try {
      // What is given while the last one is being sent must not wait for the next.
      while (this.wanted) {
        this.wanted = false
        await this.hooks.alone(this.slug, () => this.sendAll())
      }
    } finally {
      this.sending = undefined
    }
  }

  private async sendAll(): Promise<void> {
    let state: RunState | undefined
    let mine = false
    for (let next = await this.first(); next; next = await this.first()) {
      const outcome = await this.deliver(next)
      if (outcome === 'closed') return
      mine = true
      if ('state' in outcome) await this.store.noteAcknowledged(this.slug, next.key ?? next.step)
      await this.store.remove(next)
      await this.tell()
      if ('refusal' in outcome) this.hooks.onRefused(next, outcome.refusal)
      else state = outcome.state
    }
    if (state) this.hooks.onState(ahead(state, await this.store.all(this.slug)))
    else if (!mine && !this.closed) this.hooks.onSentElsewhere()
  }

  /** Sends one until it is taken or refused. */
  private async deliver(kept: Kept): Promise<{ state: RunState } | { refusal: Refused } | 'closed'> {
    for (let tries = 0; ; tries++) {
      if (this.closed) return 'closed'
      try {
        return { state: await this.hooks.send(kept) }
      } catch (error) {
        if (this.hooks.isFinal(error)) return { refusal: error }
        await this.hooks.pause(pauses[Math.min(tries, pauses.length - 1)] ?? 0)
      }
    }
  }

  private async first(): Promise<Kept | undefined> {
    return this.closed ? undefined : (await this.store.all(this.slug))[0]
  }

  private async tell(): Promise<void> {
    this.hooks.onCount((await this.store.all(this.slug)).length)
  }
}

/** What moves a run on from where it stands, as it is noted when acknowledged; nothing does where it is over. */
function awaited(state: RunState): string | undefined {
  const step: Partial<Record<RunState['step'], Step>> = { sound: 'setSound', questions: 'finishRun' }
  return state.step === 'trial' ? state.trial.key : step[state.step]
}

/** A run whose next trial is not known here: the server must be reached first. */
export interface Waiting {
  step: 'waiting'
}

/** Where a run stands for its respondent, who has gone further than the server knows. */
export function ahead(state: RunState, kept: readonly Pick<Sending, 'step' | 'key'>[]): RunState | Waiting {
  let here: RunState | Waiting = state
  for (const { step, key } of kept) {
    if (here.step === 'sound' && step === 'setSound') here = { step: 'trial', trial: here.first }
    else if (here.step === 'trial' && here.trial.key === key)
      here = here.next ? { step: 'trial', trial: here.next } : { step: 'waiting' }
    else if (here.step === 'questions' && step === 'finishRun') here = { step: 'waiting' }
  }
  return here
}
