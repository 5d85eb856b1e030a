'use client'

import type { BlindTrial, Wording } from '@earshot/contract/blind'
import { useMemo, useRef, useState } from 'react'
import type { Give } from '../run/use-run.ts'
import { HelpDialog } from './help-dialog.tsx'
import { secondsLeft } from './listening.ts'
import { NoteProgress } from './note-progress.tsx'
import { NoteScale } from './note-scale.tsx'
import { PlayButton } from './play-button.tsx'
import { Ruler } from './ruler.tsx'
import { useClipPlayer } from './use-clip-player.ts'
import { useKeys } from './use-keys.ts'
import { announcement, sayWords } from './words.ts'

interface TrialProps {
  trial: BlindTrial
  next: BlindTrial | undefined
  wording: Wording
  /** The run was left and taken up again here. */
  resumed: boolean
  /** What was given is on its way, and the server says how to go on. */
  saving: boolean
  give: Give
}

/** One clip: hear all of it, answer 1 to 5, go on. */
export function Trial({ trial, next, wording, resumed, saving, give }: TrialProps) {
  const { player, state, load } = useClipPlayer(trial, next)
  const [value, setValue] = useState<number>()
  const [ask, setAsk] = useState('')
  const answerId = useMemo(() => crypto.randomUUID(), [])
  const comment = useRef<HTMLTextAreaElement>(null)
  const scale = useRef<HTMLFieldSetElement>(null)
  const playButton = useRef<HTMLButtonElement>(null)
  const help = useRef<HTMLDialogElement>(null)
  const [lost, setLost] = useState(false)
  const open = secondsLeft(state.listening) === 0
  const last = trial.position === trial.total

  const toggle = () => player.current?.toggle()
  const restart = () => player.current?.restart()
  const choose = (chosen: number) => {
    if (!open || saving) return
    player.current?.chose(chosen)
    setValue(chosen)
    setAsk('')
  }
  const send: Give = async (step, body) => {
    try {
      await give(step, body)
    } catch {
      // The device has no room, or forbids the page to keep anything.
      setLost(true)
    }
  }
  const skip = () =>
    void send('skipTrial', {
      key: trial.key,
      reason: state.phase === 'failed' ? 'did not load' : 'by choice',
    })
  function goOn() {
    if (saving) return
    if (!open) {
      setAsk('Hear the whole clip first.')
      playButton.current?.focus()
      return
    }
    if (value === undefined) {
      setAsk('Choose a number from 1 to 5 first.')
      scale.current?.querySelector('input')?.focus()
      return
    }
    const text = comment.current?.value.trim() ?? ''
    const rtMs = player.current?.sinceFirstPlay()
    const body = {
      id: answerId,
      key: trial.key,
      value,
      events: player.current?.events ?? [],
      ...(text ? { comment: text } : {}),
      ...(rtMs === undefined ? {} : { rtMs }),
    }
    void send('answerTrial', body)
  }
  const keys = useKeys({ toggle, restart, choose, next: goOn })

  return (
    <div className="run">
      <header>
        <div className="run-bar">
          <span className="count">
            Clip {trial.position} of {trial.total}
          </span>
          <NoteProgress position={trial.position} total={trial.total} />
          <button className="btn quiet help" type="button" onClick={() => help.current?.showModal()}>
            Help
          </button>
        </div>
        <div className="strip" role="status">
          {resumed ? `Welcome back. You stopped at clip ${String(trial.position)}.` : ''}
        </div>
      </header>
      <main className="trial">
        <h1 tabIndex={-1}>{wording.question}</h1>
        <section className="player" aria-label="Clip">
          <Ruler state={state} />
          <div className="transport">
            <button
              className="btn quiet restart"
              type="button"
              onClick={restart}
              style={{ visibility: state.position > 0 ? 'visible' : 'hidden' }}
            >
              Start again
            </button>
            <PlayButton state={state} button={playButton} onPress={toggle} />
            <span />
          </div>
          <p className="say" id="say">
            {sayWords(state, open)}
          </p>
          <p className="vh" role="status">
            {announcement(state, open)}
          </p>
          {state.phase === 'failed' ? (
            <p className="failed">
              <button className="btn" type="button" onClick={() => void load()}>
                Try again
              </button>
              <button className="btn" type="button" onClick={skip}>
                Skip this clip
              </button>
            </p>
          ) : null}
        </section>
        <form
          className="answer"
          onSubmit={(event) => {
            event.preventDefault()
          }}
        >
          <NoteScale
            question={wording.question}
            ends={wording.ends}
            value={value}
            disabled={!open || saving}
            onChoose={choose}
            field={scale}
          />
          <p className="ask" role="alert">
            {ask}
          </p>
          <details className="why">
            <summary>Add a comment, if you like</summary>
            <label className="vh" htmlFor="comment">
              What made you think so?
            </label>
            <textarea id="comment" ref={comment} maxLength={500} placeholder="What made you think so?" />
          </details>
        </form>
        <div className="next">
          <p className={lost ? 'state failed' : 'state'} role="status">
            {saveWords(saving, lost, value)}
          </p>
          <button
            className={value === undefined ? 'btn primary big waiting' : 'btn primary big'}
            type="button"
            onClick={goOn}
            aria-describedby="say"
          >
            {saving ? 'Saving' : lost ? 'Try again' : last ? 'Finish the clips' : 'Next clip'}
          </button>
        </div>
        <p className="keys">
          <span>
            <kbd>Space</kbd> play or pause
          </span>
          <span>
            <kbd>R</kbd> start again
          </span>
          <span>
            <kbd>1</kbd> to <kbd>5</kbd> answer
          </span>
          <span>
            <kbd>Enter</kbd> next clip
          </span>
          <button className="btn quiet small" type="button" aria-pressed={!keys.on} onClick={keys.turn}>
            {keys.on ? 'Turn keys off' : 'Turn keys on'}
          </button>
        </p>
      </main>
      <HelpDialog dialog={help} onSkip={skip} />
    </div>
  )
}

function saveWords(saving: boolean, lost: boolean, value: number | undefined): string {
  if (saving) return 'Saving'
  if (lost) return 'Not sent. Your answer is kept on this page.'
  return value === undefined ? '' : 'Not sent yet: you can still change it.'
}
