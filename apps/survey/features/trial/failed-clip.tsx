import { useTranslate } from '../../languages/language-provider.tsx'

interface FailedClipProps {
  onTryAgain: () => void
  onReplace: () => void
  onSkip: () => void
}

/** The ways on from a clip that does not play: never a dead end. */
export function FailedClip({ onTryAgain, onReplace, onSkip }: FailedClipProps) {
  const t = useTranslate()
  return (
    <p className="failed">
      <button className="btn" type="button" onClick={onTryAgain}>
        {t('trial.try-again')}
      </button>
      <button className="btn" type="button" onClick={onReplace}>
        {t('trial.replace')}
      </button>
      <button className="btn quiet" type="button" onClick={onSkip}>
        {t('help.skip')}
      </button>
    </p>
  )
}
