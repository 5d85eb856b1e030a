/** What must not reach a respondent, and what does. */
export const secretKinds = [
  'id',
  'slug',
  'hash',
  'file-name',
  'seed',
  'model',
  'song',
  'source',
  /** What kind of thing made a clip: human, generated, an architecture. */
  'origin',
] as const
export type SecretKind = (typeof secretKinds)[number]

export interface Secret {
  kind: SecretKind
  text: string
  /** Ids of the clips that it belongs to. */
  clips?: readonly string[]
}

/** A response with what was asked for; `body` is text or bytes as the browser has them after decompression. */
export interface Fetched {
  url: string
  headers: readonly (readonly [name: string, value: string])[]
  body: string | Uint8Array
}

/** A secret in a response. */
export interface Found {
  secret: Secret
  url: string
  /** What it stood in, with how it was written. */
  place: string
  excerpt: string
}
