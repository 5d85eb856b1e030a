/** What a study's own page says of it before anybody has answered. */
import type { Database } from '@earshot/database/database'
import { drawable } from './clip-set.ts'
import { findStudy, pools, type CurrentStudy } from './studies.ts'

export interface StudyOverview extends Pick<CurrentStudy, 'slug' | 'status' | 'linkage' | 'version'> {
  title: string
  /** Of each clip. */
  seconds: number
  sources: {
    name: string
    label: string
    human: boolean
    /** Clips in its pool, and how many of them a respondent hears. */
    pool: number
    clips: number
  }[]
  /** What researchers call the clips that may be drawn, by id. */
  clipNames: Record<string, string>
}

/** The study with its sources and pools in numbers; undefined where there is none. */
export async function studyOverview(database: Database, slug: string): Promise<StudyOverview | undefined> {
  const study = await findStudy(database, slug)
  if (!study) return undefined
  const { status, linkage, version, file, versionId } = study
  const [rows, drawn, named] = await Promise.all([
    database.studySource.findMany({
      where: { versionId },
      include: { source: true },
      orderBy: { position: 'asc' },
    }),
    pools(database, file),
    database.clip.findMany({
      where: drawable(file),
      select: { id: true, name: true, source: { select: { name: true } } },
    }),
  ])
  const sizes = new Map(drawn.map(({ source, pool }) => [source, pool.length]))
  return {
    slug,
    status,
    linkage,
    version,
    title: file.title,
    seconds: file.seconds,
    sources: rows.map(({ source, label, clips }) => ({
      name: source.name,
      label,
      human: source.kind === 'human',
      pool: sizes.get(source.name) ?? 0,
      clips,
    })),
    clipNames: Object.fromEntries(named.map(({ id, name, source }) => [id, `${source.name} ${name}`])),
  }
}
