import type { BlindTrial } from '@earshot/contract/blind'
import { useEffect } from 'react'
import { NoteProgress } from '../trial/note-progress.tsx'
import { fetchClip } from '../trial/clips.ts'
import { minutesLeft } from './minutes-left.ts'

/** A rest between two clips, without a timer and without a score. The next clip is fetched meanwhile. */
export function BreakCard({ trial, onGoOn }: { trial: BlindTrial; onGoOn: () => void }) {
  const { key, position, total, seconds } = trial
  useEffect(() => {
    fetchClip(key).catch(() => undefined)
  }, [key])
  const [done, left] = [position - 1, total - position + 1]
  const minutes = minutesLeft(left, seconds)
  return (
    <main className="questions">
      <h1 tabIndex={-1}>Time for a rest.</h1>
      <NoteProgress position={position} total={total} />
      <p className="read">
        {done} {done === 1 ? 'clip' : 'clips'} done, {left} to go: about {minutes}{' '}
        {minutes === 1 ? 'minute' : 'minutes'}.
      </p>
      <button className="btn primary big" type="button" onClick={onGoOn}>
        Go on
      </button>
      <p className="cap">Or rest: this link works for 24 hours.</p>
    </main>
  )
}
