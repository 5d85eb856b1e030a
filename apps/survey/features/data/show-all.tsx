import Link from 'next/link'
import type { ShownPart } from './lists.ts'
import { mostEntries } from './lists.ts'
import { whole } from './numbers.ts'

interface ShowAllProps {
  part: ShownPart<unknown>
  href: string
  /** What is shown then. */
  what: string
}

/** The way from the first entries of a list to all of them. */
export function ShowAll({ part: { more, beyond }, href, what }: ShowAllProps) {
  if (more)
    return (
      <p>
        <Link prefetch={false} href={href}>
          Show {what}
        </Link>
      </p>
    )
  if (beyond > 0)
    return (
      <p className="cap">
        These are the first {whole(mostEntries)}; the JSON of this data set has {whole(beyond)} more.
      </p>
    )
  return null
}
