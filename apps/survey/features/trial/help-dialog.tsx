import type { RefObject } from 'react'

interface HelpDialogProps {
  dialog: RefObject<HTMLDialogElement | null>
  onSkip: () => void
}

export function HelpDialog({ dialog, onSkip }: HelpDialogProps) {
  const close = () => dialog.current?.close()
  return (
    <dialog ref={dialog} aria-labelledby="help-heading">
      <h2 id="help-heading">Help</h2>
      <dl>
        <dt>No sound?</dt>
        <dd>Turn the volume up. On a phone, switch off silent mode. Then play the clip again.</dd>
        <dt>Need a break?</dt>
        <dd>Close the page and come back with the same link within 24 hours. Your answers are safe.</dd>
        <dt>It does not play?</dt>
        <dd>Skip the clip. That costs you nothing.</dd>
      </dl>
      <div className="row">
        <button className="btn primary" type="button" onClick={close}>
          Back to the clip
        </button>
        <button
          className="btn"
          type="button"
          onClick={() => {
            close()
            onSkip()
          }}
        >
          Skip this clip
        </button>
        <a className="btn quiet" href="/credits" target="_blank" rel="noreferrer">
          Credits
        </a>
      </div>
    </dialog>
  )
}
