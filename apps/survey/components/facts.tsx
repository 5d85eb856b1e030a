import type { ReactNode } from 'react'

export interface NamedFact {
  name: string
  value: ReactNode
}

/** What is known of a thing in few words, parted by hairlines; facts without a value are left out. */
export function Facts({ facts }: { facts: readonly NamedFact[] }) {
  return (
    <dl className="facts">
      {facts
        .filter(({ value }) => value !== undefined && value !== null)
        .map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
