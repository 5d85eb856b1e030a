import Link from 'next/link'

export default function NotFound() {
  return (
    <main className="plain-page">
      <h1>There is nothing here.</h1>
      <p className="read">
        The address may be wrong, or it is for researchers only: they come in by the link that{' '}
        <code>npm start</code> prints.
      </p>
      <p>
        <Link href="/">To the first page</Link>
      </p>
    </main>
  )
}
