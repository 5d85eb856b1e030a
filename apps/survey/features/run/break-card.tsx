import type { BlindTrial } from '@earshot/contract/blind'
import { useEffect } from 'react'
import { useTranslate } from '../../languages/language-provider.tsx'
import { NoteProgress } from '../trial/note-progress.tsx'
import { fetchClip } from '../trial/clips.ts'
import { minutesLeft } from './minutes-left.ts'

/** A rest between two clips, without a timer and without a score. The next clip is fetched meanwhile. */
export function BreakCard({ trial, onGoOn }: { trial: BlindTrial; onGoOn: () => void }) {
  const t = useTranslate()
  const { key, position, total, seconds } = trial
  useEffect(() => {
    fetchClip(key).catch(() => undefined)
  }, [key])
  const [done, left] = [position - 1, total - position + 1]
  const minutes = minutesLeft(left, seconds)
  return (
    <main className="questions">
      <h1 tabIndex={-1}>{t('run.rest')}</h1>
      <NoteProgress position={position} total={total} />
      <p className="read">{t('run.rest-progress', { done, left, minutes })}</p>
      <button className="btn primary big" type="button" onClick={onGoOn}>
        {t('run.go-on')}
      </button>
      <p className="cap">{t('run.or-rest')}</p>
    </main>
  )
}
