import Link from 'next/link'
import { Logo } from './logo.tsx'

interface AppBarProps {
  /** Researchers see the way to their studies; the results of an example are open to everybody. */
  researcher: boolean
  current?: StaffPlace
}

export type StaffPlace = 'data' | 'studies' | 'credits'

/** The head of a staff page. */
export function AppBar({ researcher, current }: AppBarProps) {
  return (
    <header className="bar">
      <Link className="home" href={researcher ? '/studies' : '/'}>
        <Logo />
      </Link>
      {researcher ? (
        <nav aria-label="Main">
          <ul>
            <li>
              <Link href="/data" aria-current={current === 'data' ? 'page' : undefined}>
                Data sets
              </Link>
            </li>
            <li>
              <Link href="/studies" aria-current={current === 'studies' ? 'page' : undefined}>
                Studies
              </Link>
            </li>
          </ul>
        </nav>
      ) : null}
      {researcher ? <span className="end only-desk">Researcher</span> : null}
    </header>
  )
}
