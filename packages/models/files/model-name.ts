/** What models are called: names of files and addresses are made of it. */
export const modelNamePattern = /^[a-z0-9][a-z0-9-]{0,62}$/

/** The rule in words, for refusals. */
export const modelNameRule = 'use small letters, digits and hyphens'

/** A model as people name it: `lstm-128@2` is its second version, `lstm-128` its newest. */
export interface ModelReference {
  name: string
  version: number | null
}

/** Reads `name` or `name@version`; null where the text is neither. */
export function parseModelReference(text: string): ModelReference | null {
  const [, name = '', version] = /^([^@]+)(?:@([1-9]\d{0,8}))?$/.exec(text) ?? []
  if (!modelNamePattern.test(name)) return null
  return { name, version: version === undefined ? null : Number(version) }
}

export const versionedName = ({ name, version }: { name: string; version: number }): string =>
  `${name}@${String(version)}`
