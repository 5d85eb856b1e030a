import { useTranslate } from '../../languages/language-provider.tsx'

/** Which keys do what, and the switch that turns them off. */
export function KeysNote({ on, onTurn }: { on: boolean; onTurn: () => void }) {
  const t = useTranslate()
  return (
    <p className="keys">
      <span>
        <kbd>Space</kbd> {t('trial.keys-space')}
      </span>
      <span>
        <kbd>R</kbd> {t('trial.keys-restart')}
      </span>
      <span>
        <kbd>1</kbd> {t('trial.keys-to')} <kbd>5</kbd> {t('trial.keys-answer')}
      </span>
      <span>
        <kbd>Enter</kbd> {t('trial.keys-enter')}
      </span>
      <button className="btn quiet small" type="button" aria-pressed={!on} onClick={onTurn}>
        {on ? t('trial.keys-off') : t('trial.keys-on')}
      </button>
    </p>
  )
}
