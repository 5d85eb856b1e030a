'use client'

/** Shown where a page fails on our side; `digest` finds the reason in the log. */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <main className="plain-page">
      <h1>Something went wrong on our side.</h1>
      <p className="read">Your answers are safe. Try again in a minute.</p>
      <p>
        <button className="btn primary" type="button" onClick={reset}>
          Try again
        </button>
      </p>
      {error.digest ? <p className="cap">Reference: {error.digest}</p> : null}
    </main>
  )
}
