/** One clip: what it is, and where it comes from, down to its bytes. */
import type { Prisma } from '@earshot/database/database'
import { Refusal } from '@earshot/jobs/work'
import type { Workshop } from '../workshop.ts'
import { readProvenance, type Provenance } from './provenance.ts'

export interface ClipView extends Provenance {
  id: string
  pool: string
  name: string
  kind: 'generated' | 'human' | 'reported'
  /** Of the piece. */
  title: string
  seconds: number | null
  encoding: Prisma.JsonValue
  /** SHA-256 of the notes and of the MP3; null where only ratings were imported. */
  notes: string | null
  audio: string | null
  /** Of the MP3; null where the storage has lost it. */
  bytes: number | null
  /** What the pool was asked for. */
  poolSettings: Prisma.JsonValue
  created: string
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A clip by its UUID, or as POOL/NAME such as lstm-128/002. Throws Refusal where there is none. */
export async function showClip({ database, storage }: Workshop, reference: string): Promise<ClipView> {
  const slash = reference.lastIndexOf('/')
  const byName = { source: { name: reference.slice(0, slash) }, name: reference.slice(slash + 1) }
  const row =
    slash > 0 || uuid.test(reference)
      ? await database.clip.findFirst({
          where: slash > 0 ? byName : { id: reference },
          include: { source: true, piece: true },
        })
      : null
  if (!row) {
    throw new Refusal(
      `There is no clip "${reference}". Name one by its id or as POOL/NAME, such as lstm-128/002; earshot pool show POOL lists them.`,
    )
  }
  const { id, name, source, piece, seconds, encoding, notes, audio, provenance, createdAt } = row
  return {
    ...{
      id,
      pool: source.name,
      name,
      kind: source.kind,
      title: piece.title,
      seconds,
      encoding,
      notes,
      audio,
    },
    bytes: audio === null ? null : await storage.size(audio),
    ...readProvenance(provenance),
    poolSettings: source.settings,
    created: createdAt.toISOString(),
  }
}
