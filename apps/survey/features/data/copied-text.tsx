'use client'
import { useState } from 'react'

interface CopiedTextProps {
  text: string
  /** What it is, for example "the citation". */
  what: string
}

/** A passage that is there to be copied. */
export function CopiedText({ text, what }: CopiedTextProps) {
  const [said, setSaid] = useState('')
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => {
        setSaid('Copied.')
      },
      () => {
        setSaid('Select the text and copy it by hand.')
      },
    )
  }
  return (
    <div className="copied">
      <p className="read">{text}</p>
      <button className="btn small" type="button" onClick={copy} aria-label={`Copy ${what}`}>
        Copy
      </button>
      <p className="cap" role="status">
        {said}
      </p>
    </div>
  )
}
