/** What an import has read so far, kept where nobody else looks: a killed import goes on from here. */
import type { Database, FileOutcome } from '@earshot/database/database'

export interface StagedFile {
  file: string
  outcome: FileOutcome
  identity?: string
  content?: string
  reason?: string
  /** Of a song: the columns of its row by the names that publish.ts takes them by. */
  song?: {
    title: string
    format: string
    notes: string
    noteHash: string
    warnings: string[]
    features: object
  }
  fingerprint?: Uint8Array
}

export interface Staging {
  /** What was staged before this process began, without the songs themselves. */
  before: {
    file: string
    outcome: FileOutcome
    identity: string | null
    content: string | null
    noteHash: string | null
  }[]
  add(row: StagedFile): Promise<void>
  flush(): Promise<void>
  discard(): Promise<void>
}

const rowsAtOnce = 50

/** The staged files of an import; leftovers of imports that have ended go first. */
export async function openStaging(database: Database, importId: string): Promise<Staging> {
  await database.$executeRaw`
    DELETE FROM imported_file USING job
    WHERE job.id = import_id AND job.status IN ('done', 'failed', 'cancelled')`
  const before = await database.$queryRaw<Staging['before']>`
    SELECT file, outcome, identity, content, song->>'noteHash' AS "noteHash"
    FROM imported_file WHERE import_id = ${importId}::uuid`
  let rows: StagedFile[] = []
  const flush = async () => {
    const batch = rows
    rows = []
    if (batch.length === 0) return
    await database.importedFile.createMany({
      data: batch.map(({ fingerprint, ...row }) => ({
        importId,
        ...row,
        ...(fingerprint ? { fingerprint: new Uint8Array(fingerprint) } : {}),
      })),
    })
  }
  return {
    before,
    flush,
    async add(row) {
      rows.push(row)
      if (rows.length >= rowsAtOnce) await flush()
    },
    async discard() {
      rows = []
      await database.importedFile.deleteMany({ where: { importId } })
    },
  }
}
