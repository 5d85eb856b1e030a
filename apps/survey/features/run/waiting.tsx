/** The connection is away, and what comes next is not known here. */
export function WaitingForConnection({ count }: { count: number }) {
  return (
    <main className="questions">
      <h1 tabIndex={-1}>Waiting for the connection.</h1>
      <p className="read" role="status">
        {count === 1 ? 'One answer is' : `${String(count)} answers are`} kept on this device and sent when it
        is back. You can wait, or close this page and come back with the same link.
      </p>
    </main>
  )
}
