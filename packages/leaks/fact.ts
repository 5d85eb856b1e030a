/** A number that is measured in a clip and that its notes move; docs/leaks.md lists them. */
export interface Fact<Name extends string = string> {
  name: Name
  label: string
  unit: string
  /** One sentence. */
  meaning: string
}

/** Null where a clip has no such number. */
export type FactValues<Name extends string = string> = Record<Name, number | null>
