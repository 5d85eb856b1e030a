import type { Sound } from '@earshot/contract/blind'
import { seeded } from '@earshot/random/random'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslate } from '../../languages/language-provider.tsx'
import { checkRound, intervalTimes, roundsOfCheck, targets, type HeadphoneCheck as Kind } from './stimuli.ts'
import { useSample } from './use-sample.ts'

interface HeadphoneCheckProps {
  kind: Kind
  required: boolean
  onDone: (checks: Sound['checks']) => void
}

/** As the server counts it (Woods et al. 2017). */
const enoughRight = 5

/** Six rounds of three sounds, of which one is to be found. */
export function HeadphoneCheck({ kind, required, onDone }: HeadphoneCheckProps) {
  const t = useTranslate()
  const [checks, setChecks] = useState<Sound['checks']>([])
  const [result, setResult] = useState<'again' | undefined>()
  if (result === 'again')
    return (
      <main className="questions sound">
        <h1 tabIndex={-1}>{t('sound.check-title')}</h1>
        <p className="read" role="alert">
          {required && checks.length > 1 ? t('sound.check-needs') : t('sound.check-again')}
        </p>
        <p>
          <button
            className="btn primary big"
            type="button"
            onClick={() => {
              setResult(undefined)
            }}
          >
            {t('sound.check-retry')}
          </button>
        </p>
        {required ? null : (
          <p>
            <button
              className="btn quiet"
              type="button"
              onClick={() => {
                onDone(checks)
              }}
            >
              {t('sound.check-skip')}
            </button>
          </p>
        )}
      </main>
    )
  return (
    <Rounds
      key={checks.length}
      kind={kind}
      onSkip={
        required
          ? undefined
          : () => {
              onDone(checks)
            }
      }
      onEnd={(correct) => {
        const done = [...checks, { kind, correct, rounds: roundsOfCheck }]
        setChecks(done)
        // Where it only counts, a second try is enough.
        if (correct >= enoughRight || (!required && done.length > 1)) onDone(done)
        else setResult('again')
      }}
    />
  )
}

interface RoundsProps {
  kind: Kind
  onSkip: (() => void) | undefined
  onEnd: (correct: number) => void
}

function Rounds({ kind, onSkip, onEnd }: RoundsProps) {
  const t = useTranslate()
  // Nobody draws these again: they need no seed that is kept.
  const [random] = useState(() => seeded(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0))
  const order = useMemo(() => targets(random), [random])
  const [round, setRound] = useState(0)
  const [correct, setCorrect] = useState(0)
  const [choice, setChoice] = useState<number>()
  const [played, setPlayed] = useState(false)
  const [ask, setAsk] = useState(false)
  const { phase, position, play, stop } = useSample()
  const target = order[round] ?? 0
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus()
  }, [round])

  function next() {
    if (choice === undefined) {
      setAsk(true)
      return
    }
    stop()
    const right = correct + (choice === target ? 1 : 0)
    if (round === roundsOfCheck - 1) {
      onEnd(right)
      return
    }
    setCorrect(right)
    setRound(round + 1)
    setChoice(undefined)
    setPlayed(false)
  }

  return (
    <main className="questions sound">
      <h1 tabIndex={-1} ref={heading}>
        {t('sound.check-title')}
      </h1>
      <p className="read">{t('sound.check-lead', { kind })}</p>
      <p className="cap">{t('sound.check-progress', { round: round + 1, rounds: roundsOfCheck })}</p>
      <p>
        <button
          className="btn big sample"
          type="button"
          disabled={phase === 'playing'}
          onClick={() => {
            setPlayed(true)
            play(new Blob([checkRound(kind, target, random)], { type: 'audio/wav' }))
          }}
        >
          {t('sound.check-play')}
        </button>
      </p>
      <p className="read" role="status">
        {phase === 'blocked' ? t('trial.blocked') : phase === 'failed' ? t('sound.failed') : ''}
      </p>
      <fieldset className="question three" disabled={!played}>
        <legend>{t('sound.check-which', { kind })}</legend>
        {intervalTimes.map(({ start, end }, index) => (
          <label
            key={start}
            className={
              phase === 'playing' && position >= start && position < end ? 'option sounding' : 'option'
            }
          >
            <input
              type="radio"
              name="interval"
              checked={choice === index}
              onChange={() => {
                setChoice(index)
                setAsk(false)
              }}
            />
            <span>{t('sound.check-choice', { number: index + 1 })}</span>
          </label>
        ))}
      </fieldset>
      <p className="need" role="alert">
        {ask ? t('sound.check-choose') : ''}
      </p>
      <button className="btn primary big" type="button" onClick={next}>
        {t('run.go-on')}
      </button>
      {onSkip ? (
        <p>
          <button className="btn quiet" type="button" onClick={onSkip}>
            {t('sound.check-skip')}
          </button>
        </p>
      ) : null}
    </main>
  )
}
