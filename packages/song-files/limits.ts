/** Bounds for files and archives from anywhere. */
export interface ArchiveLimits {
  /** Larger songs are refused by name, before they are unpacked; 32 MiB (the largest of LPD-5 has 0.4). */
  maxFileBytes: number
  /** Files and folders in one archive; 500,000 (Lakh MIDI has some 177,000). */
  maxMembers: number
  /** Of one archive, unpacked; 16 GiB (LPD-5 has 1.4). */
  maxUnpackedBytes: number
  /** How many times its size an archive may unpack to, beyond the first 64 MiB; 100 (LPD-5 has 2.5). */
  maxRatio: number
}

export const defaultLimits: ArchiveLimits = {
  maxFileBytes: 32 * 2 ** 20,
  maxMembers: 500_000,
  maxUnpackedBytes: 16 * 2 ** 30,
  maxRatio: 100,
}

/** The archive as a whole is damaged or beyond a limit: what comes after this point is not read. */
export class ArchiveError extends Error {
  override name = 'ArchiveError'
}

/** Counts what comes out of one archive. Both functions throw ArchiveError. */
export interface Meter {
  member: () => void
  unpacked: (bytes: number) => void
}

const smallAnyway = 64 * 2 ** 20

export function meterOf(archiveBytes: number, limits: ArchiveLimits): Meter {
  const { maxMembers, maxUnpackedBytes, maxRatio } = limits
  const most = Math.min(maxUnpackedBytes, Math.max(smallAnyway, archiveBytes * maxRatio))
  let members = 0
  let total = 0
  return {
    member: () => {
      if (++members > maxMembers) throw new ArchiveError(`the archive has more than ${maxMembers} members`)
    },
    unpacked: (bytes) => {
      total += bytes
      if (total <= most) return
      const why = most === maxUnpackedBytes ? '' : `, ${maxRatio} times its size`
      throw new ArchiveError(`the archive unpacks to more than ${most} bytes${why}`)
    },
  }
}

/** What to say of a song that is too large. */
export const tooLarge = (bytes: number, { maxFileBytes }: ArchiveLimits): string | null =>
  bytes <= maxFileBytes ? null : `the file has ${bytes} bytes, more than ${maxFileBytes}`
