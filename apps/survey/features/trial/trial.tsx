'use client'

import type { BlindTrial, RunState, TrialRules, Wording } from '@earshot/contract/blind'
import { useMemo, useRef, useState } from 'react'
import type { MessageId } from '../../languages/en.ts'
import { useTranslate } from '../../languages/language-provider.tsx'
import type { Translate } from '../../languages/translate.ts'
import type { Give } from '../run/use-run.ts'
import { surveyClient } from '../run/survey-client.ts'
import { FailedClip } from './failed-clip.tsx'
import { HelpDialog } from './help-dialog.tsx'
import { KeysNote } from './keys-note.tsx'
import { NoteProgress } from './note-progress.tsx'
import { NoteScale } from './note-scale.tsx'
import { PlayButton } from './play-button.tsx'
import { Remarks, type RemarksFields } from './remarks.tsx'
import { Ruler } from './ruler.tsx'
import { forgetLog } from './trial-log.ts'
import { useClipPlayer } from './use-clip-player.ts'
import { useKeys } from './use-keys.ts'
import { announcement, leftToHear, playsLeft, sayWords, whole } from './words.ts'

interface TrialProps {
  slug: string
  trial: BlindTrial
  next: BlindTrial | undefined
  wording: Wording
  rules: TrialRules
  /** The trial before was the last one for practice. */
  practised: boolean
  /** The run was left and taken up again here. */
  resumed: boolean
  /** What was given is on its way, and the server says how to go on. */
  saving: boolean
  give: Give
  /** Shows what the server has said of the run. */
  show: (state: RunState) => void
}

/** Which trial of how many, as the title and the bar say it. */
export const placeOf = ({ position, total, practice }: BlindTrial, t: Translate): string =>
  t(practice ? 'trial.practice-of' : 'trial.of', { position, total })

/** One clip: hear it, answer 1 to 5, go on. */
export function Trial({
  slug,
  trial,
  next,
  wording,
  rules,
  practised,
  resumed,
  saving,
  give,
  show,
}: TrialProps) {
  const t = useTranslate()
  const { player, state, load } = useClipPlayer(trial, next)
  const [value, setValue] = useState<number>()
  const [ask, setAsk] = useState<MessageId>()
  const [lost, setLost] = useState(false)
  const [replacing, setReplacing] = useState(false)
  const answerId = useMemo(() => crypto.randomUUID(), [])
  const remarks = useRef<RemarksFields>(null)
  const scale = useRef<HTMLFieldSetElement>(null)
  const playButton = useRef<HTMLButtonElement>(null)
  const help = useRef<HTMLDialogElement>(null)
  const listener = { state, rules, seconds: trial.seconds }
  const open = leftToHear(listener) === 0
  const plays = playsLeft(listener)
  // One who has not heard enough, as after a reload, may always go on listening.
  const used = open && plays === 0 && state.phase !== 'playing'
  const mayRestart = state.position > 0 && (plays === undefined || (open && plays > 0))
  const last = trial.position === trial.total && !trial.practice

  const toggle = () => {
    if (!used || state.position > 0) player.current?.toggle()
  }
  const restart = () => {
    if (mayRestart) player.current?.restart()
  }
  const choose = (chosen: number) => {
    if (!open || saving) return
    player.current?.chose(chosen)
    setValue(chosen)
    setAsk(undefined)
  }
  const send: Give = async (step, body) => {
    try {
      await give(step, body)
      forgetLog(trial.key)
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
  const replace = () => {
    setReplacing(true)
    surveyClient.replaceClip({ params: { slug }, body: { key: trial.key } }).then(
      ({ state: moved }) => {
        show(moved)
      },
      () => {
        setReplacing(false)
        setAsk('run.no-connection')
      },
    )
  }
  function goOn() {
    if (saving) return
    if (!open) {
      setAsk('trial.hear-first')
      playButton.current?.focus()
      return
    }
    if (value === undefined) {
      setAsk('trial.choose-first')
      scale.current?.querySelector('input')?.focus()
      return
    }
    const rtMs = player.current?.sinceFirstPlay()
    const body = {
      id: answerId,
      key: trial.key,
      value,
      events: player.current?.events ?? [],
      ...remarks.current?.read(),
      ...(rtMs === undefined ? {} : { rtMs }),
    }
    void send('answerTrial', body)
  }
  const keys = useKeys({ toggle, restart, choose, next: goOn })

  return (
    <div className="run">
      <header>
        <div className="run-bar">
          <span className="count">{placeOf(trial, t)}</span>
          <NoteProgress position={trial.position} total={trial.total} />
          <button className="btn quiet help" type="button" onClick={() => help.current?.showModal()}>
            {t('trial.help')}
          </button>
        </div>
        <div className="strip" role="status">
          {trial.practice
            ? t('trial.practice')
            : practised
              ? t('trial.counts-now')
              : resumed
                ? t('trial.welcome-back', { position: trial.position })
                : ''}
        </div>
      </header>
      <main className="trial">
        <h1 tabIndex={-1}>{wording.question}</h1>
        <section className="player" aria-label={t('trial.clip')}>
          <Ruler state={state} />
          <div className="transport">
            <button
              className="btn quiet restart"
              type="button"
              onClick={restart}
              style={{ visibility: mayRestart ? 'visible' : 'hidden' }}
            >
              {t('trial.restart')}
            </button>
            <PlayButton
              state={state}
              unusable={used || state.phase === 'failed'}
              button={playButton}
              onPress={toggle}
            />
            <span />
          </div>
          <p className="say" id="say">
            {sayWords(listener, t)}
          </p>
          <p className="vh" role="status">
            {announcement(listener, t)}
          </p>
          {state.phase === 'failed' ? (
            <FailedClip
              busy={replacing || saving}
              onTryAgain={() => void load()}
              onReplace={replace}
              onSkip={skip}
            />
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
            {ask ? t(ask, { all: whole(listener) }) : ''}
          </p>
          <Remarks rules={rules} ref={remarks} />
        </form>
        <div className="next">
          <p className={lost ? 'state failed' : 'state'} role="status">
            {saving
              ? t('trial.saving')
              : lost
                ? t('trial.lost')
                : value === undefined
                  ? ''
                  : t('trial.not-sent-yet')}
          </p>
          <button
            className={value === undefined ? 'btn primary big waiting' : 'btn primary big'}
            type="button"
            onClick={goOn}
            aria-describedby="say"
          >
            {saving
              ? t('trial.saving')
              : lost
                ? t('trial.try-again')
                : last
                  ? t('trial.finish')
                  : t('trial.next')}
          </button>
        </div>
        <KeysNote on={keys.on} onTurn={keys.turn} />
      </main>
      <HelpDialog slug={slug} dialog={help} onSkip={skip} />
    </div>
  )
}
