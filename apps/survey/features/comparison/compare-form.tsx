import type { Comparable } from '@earshot/data-sets/comparable'
import { counted } from '../data/numbers.ts'
import type { Asked } from './address.ts'

interface CompareFormProps {
  sets: readonly Comparable[]
  names: Partial<Asked>
}

/** Chooses two sets; the choice is the address, so it works without JavaScript and can be sent as a link. */
export function CompareForm({ sets, names }: CompareFormProps) {
  return (
    <form className="filters compare" action="/data/compare" method="get">
      <SetChoice name="a" title="First set" sets={sets} value={names.a} />
      <SetChoice name="b" title="Second set" sets={sets} value={names.b} />
      <p className="send">
        <button className="btn" type="submit">
          Compare
        </button>
      </p>
    </form>
  )
}

interface SetChoiceProps {
  name: 'a' | 'b'
  title: string
  sets: readonly Comparable[]
  value: string | undefined
}

function SetChoice({ name, title, sets, value }: SetChoiceProps) {
  const groups = [
    { label: 'Data sets', of: sets.filter(({ kind }) => kind === 'data set'), piece: 'song' },
    { label: 'Pools', of: sets.filter(({ kind }) => kind === 'pool'), piece: 'clip' },
  ]
  return (
    <div className="field">
      <label htmlFor={name}>{title}</label>
      <select id={name} name={name} defaultValue={value ?? ''} required>
        <option value="">Choose</option>
        {groups
          .filter(({ of }) => of.length > 0)
          .map(({ label, of, piece }) => (
            <optgroup key={label} label={label}>
              {of.map((set) => (
                <option key={set.name} value={set.name}>
                  {set.name} ({counted(set.pieces, piece)})
                </option>
              ))}
            </optgroup>
          ))}
      </select>
    </div>
  )
}
