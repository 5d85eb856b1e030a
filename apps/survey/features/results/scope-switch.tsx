import { scopes, type Scope } from '@earshot/contract/results'
import Link from 'next/link'

const words: Record<Scope, string> = { real: 'Real', pilot: 'Pilot', simulated: 'Simulated' }

/** Whose ratings are shown. The choice stands in the address. */
export function ScopeSwitch({ slug, scope }: { slug: string; scope: Scope }) {
  return (
    <nav className="scope" aria-label="Kind of respondents">
      <span className="label" aria-hidden="true">
        Respondents
      </span>
      <ul className="switch">
        {scopes.map((each) => (
          <li key={each}>
            <Link
              href={`/studies/${slug}/results?of=${each}`}
              aria-current={each === scope ? 'page' : undefined}
            >
              {words[each]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
