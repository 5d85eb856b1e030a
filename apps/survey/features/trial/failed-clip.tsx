import { useTranslate } from '../../languages/language-provider.tsx'

interface FailedClipProps {
  /** Another one is on its way. */
  busy: boolean
  onTryAgain: () => void
  onReplace: () => void
  onSkip: () => void
}

/** The ways on from a clip that does not play: never a dead end. */
export function FailedClip({ busy, onTryAgain, onReplace, onSkip }: FailedClipProps) {
  const t = useTranslate()
  return (
    <p className="failed">
      <button className="btn" type="button" disabled={busy} onClick={onTryAgain}>
        {t('trial.try-again')}
      </button>
      <button className="btn" type="button" disabled={busy} onClick={onReplace}>
        {t('trial.replace')}
      </button>
      <button className="btn quiet" type="button" disabled={busy} onClick={onSkip}>
        {t('help.skip')}
      </button>
    </p>
  )
}
