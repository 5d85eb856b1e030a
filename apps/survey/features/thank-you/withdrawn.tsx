/** After withdrawal: what was deleted, and what stays valid. */
export function Withdrawn({ code }: { code: string | undefined }) {
  return (
    <main className="questions">
      <h1 tabIndex={-1}>Your answers are deleted.</h1>
      <p className="read">
        {code === undefined
          ? 'You can close this page.'
          : `Your code stays valid: ${code}. You can close this page.`}
      </p>
    </main>
  )
}
