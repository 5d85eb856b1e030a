import type { Answer, TrialRules } from '@earshot/contract/blind'
import { useImperativeHandle, useRef, type Ref } from 'react'
import { useTranslate } from '../../languages/language-provider.tsx'

export interface RemarksFields {
  /** What was said besides the rating; only what the study asks. */
  read: () => Pick<Answer, 'comment' | 'recognised' | 'tags'>
}

/** What may be said of a clip besides the rating, all of which may be left out. */
export function Remarks({ rules, ref }: { rules: TrialRules; ref: Ref<RemarksFields> }) {
  const t = useTranslate()
  const box = useRef<HTMLDivElement>(null)
  useImperativeHandle(ref, () => ({
    read() {
      const field = (selector: string) => box.current?.querySelector<HTMLInputElement>(selector)
      const comment = box.current?.querySelector('textarea')?.value.trim() ?? ''
      const tags = [...(box.current?.querySelectorAll<HTMLInputElement>('[name=tag]:checked') ?? [])]
      return {
        ...(comment ? { comment } : {}),
        ...(rules.recognised ? { recognised: field('[name=recognised]')?.checked ?? false } : {}),
        ...(tags.length > 0 ? { tags: tags.map(({ value }) => value) } : {}),
      }
    },
  }))
  return (
    <div className="remarks" ref={box}>
      {rules.recognised ? (
        <label className="check">
          <input type="checkbox" name="recognised" />
          <span>{t('trial.recognised')}</span>
        </label>
      ) : null}
      {rules.tags.length > 0 ? (
        <fieldset className="tags">
          <legend>{t('trial.tags')}</legend>
          {rules.tags.map(({ value, label }) => (
            <label key={value}>
              <input type="checkbox" name="tag" value={value} />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
      ) : null}
      {rules.comment ? (
        <details className="why">
          <summary>{t('trial.comment')}</summary>
          <label className="vh" htmlFor="comment">
            {t('trial.comment-label')}
          </label>
          <textarea id="comment" maxLength={500} placeholder={t('trial.comment-label')} />
        </details>
      ) : null}
    </div>
  )
}
