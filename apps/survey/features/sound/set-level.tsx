import type { Sound } from '@earshot/contract/blind'
import { useState } from 'react'
import { useTranslate } from '../../languages/language-provider.tsx'
import { useSample } from './use-sample.ts'

interface SetLevelProps {
  saving: boolean
  lost: boolean
  onSet: (output: Sound['output']) => void
}

const levelSound = '/sounds/level.mp3'
/** So many seconds are enough to know that it sounds, and how loud. */
const enough = 2
const outputs = [
  ['headphones', 'sound.headphones'],
  ['speakers', 'sound.speakers'],
  ['device', 'sound.device'],
] as const

/** A sound as loud as the clips are, by which the volume is set; and what one listens with, which may be left out. */
export function SetLevel({ saving, lost, onSet }: SetLevelProps) {
  const t = useTranslate()
  const { phase, heard, play, stop } = useSample()
  const [output, setOutput] = useState<Sound['output']>()
  const [ask, setAsk] = useState(false)
  const playing = phase === 'playing' || phase === 'loading'
  return (
    <main className="questions sound">
      <h1 tabIndex={-1}>{t('sound.title')}</h1>
      <p className="read">{t('sound.lead')}</p>
      <p>
        <button
          className="btn big sample"
          type="button"
          onClick={() => {
            setAsk(false)
            if (playing) stop()
            else play(levelSound, { loop: true })
          }}
        >
          <svg viewBox="0 0 30 30" width="20" height="20" aria-hidden="true">
            <path d={playing ? 'M7 5h6v20H7zM17 5h6v20h-6z' : 'M7 4v22l18-11z'} fill="currentColor" />
          </svg>
          {playing ? t('sound.stop') : t('sound.play')}
        </button>
      </p>
      <p className="read" role="status">
        {phase === 'playing'
          ? t('sound.playing')
          : phase === 'failed'
            ? t('sound.failed')
            : phase === 'blocked'
              ? t('trial.blocked')
              : ''}
      </p>
      <p className="cap">{t('sound.silent')}</p>
      <fieldset className="question">
        <legend>{t('sound.output')}</legend>
        {outputs.map(([value, message]) => (
          <label key={value} className="option">
            <input
              type="radio"
              name="output"
              value={value}
              onChange={() => {
                setOutput(value)
              }}
            />
            <span>{t(message)}</span>
          </label>
        ))}
      </fieldset>
      <p className="need" role="alert">
        {lost ? t('questions.lost') : ask ? t('sound.play-first') : ''}
      </p>
      <button
        className="btn primary big"
        type="button"
        disabled={saving}
        onClick={() => {
          // Where the sound cannot be had, the clips may still: nobody is held up by it.
          if (heard < enough && phase !== 'failed') {
            setAsk(true)
            return
          }
          stop()
          onSet(output)
        }}
      >
        {saving ? t('trial.saving') : t('sound.set')}
      </button>
    </main>
  )
}
