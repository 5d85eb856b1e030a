import type { RefObject } from 'react'
import { useTranslate } from '../../languages/language-provider.tsx'
import { RunLink } from '../run/run-link.tsx'

interface HelpDialogProps {
  slug: string
  dialog: RefObject<HTMLDialogElement | null>
  onSkip: () => void
}

export function HelpDialog({ slug, dialog, onSkip }: HelpDialogProps) {
  const t = useTranslate()
  const close = () => dialog.current?.close()
  return (
    <dialog ref={dialog} aria-labelledby="help-heading">
      <h2 id="help-heading">{t('help.title')}</h2>
      <dl>
        <dt>{t('help.no-sound')}</dt>
        <dd>{t('help.no-sound-do')}</dd>
        <dt>{t('help.break')}</dt>
        <dd>{t('help.break-do')}</dd>
        <dt>{t('help.fails')}</dt>
        <dd>{t('help.fails-do')}</dd>
        <dt>{t('help.device')}</dt>
        <dd>
          {t('help.device-do')} <RunLink slug={slug} label={t('help.device')} />
        </dd>
      </dl>
      <div className="row">
        <button className="btn primary" type="button" onClick={close}>
          {t('help.back')}
        </button>
        <button
          className="btn"
          type="button"
          onClick={() => {
            close()
            onSkip()
          }}
        >
          {t('help.skip')}
        </button>
        <a className="btn quiet" href="/credits" target="_blank" rel="noreferrer">
          {t('page.credits')}
        </a>
      </div>
    </dialog>
  )
}
