/** All that is known of each trial, and of who took it, for analyses that look further than ratings. */
import { soundSchema } from '@earshot/contract/blind'
import type { Scope } from '@earshot/contract/results'
import { Prisma, type Database } from '@earshot/database/database'
import { csv } from './csv.ts'
import { deviceSchema } from './device.ts'
import { findStudy } from './studies.ts'

const header = [
  ...['respondent', 'position', 'purpose', 'clip', 'source', 'rating', 'rt_ms', 'draw_probability'],
  ...[
    'recognised',
    'tags',
    'skipped',
    'language',
    'device',
    'system',
    'browser',
    'output',
    'headphone_check',
  ],
]

interface TrialRow {
  kind: string
  number: number
  position: number
  purpose: string
  clip: string
  source: string
  value: number | null
  rtMs: number | null
  drawProbability: number
  recognised: boolean | null
  tags: string[] | null
  skipReason: string | null
  language: string | null
  device: unknown
  sound: unknown
}

/**
 * A line a trial of the respondents of a scope, practice, repeated and skipped ones too, by respondent and position; tags are separated
 * by semicolons, and `headphone_check` is the most rounds that were right. Comments are not in it: they are free text. Undefined where
 * there is no such study.
 */
export async function trialsCsv(database: Database, slug: string, scope: Scope): Promise<string | undefined> {
  const study = await findStudy(database, slug)
  if (!study) return undefined
  const kinds = scope === 'real' ? ['real', 'imported'] : [scope]
  const rows = await database.$queryRaw<TrialRow[]>`
    SELECT p.kind::text, p.number, t.position, t.purpose::text, c.name AS clip, so.name AS source, a.value, a.rt_ms AS "rtMs",
           t.draw_probability AS "drawProbability", a.recognised, a.tags, t.skip_reason AS "skipReason", p.language, p.device, p.sound
    FROM respondent p
    JOIN study_version v ON v.id = p.version_id AND v.study_id = ${study.id}::uuid
    JOIN trial t ON t.respondent_id = p.id
    JOIN stimulus s ON s.trial_id = t.id AND s.slot = 0
    JOIN clip c ON c.id = s.clip_id
    JOIN source so ON so.id = c.source_id
    LEFT JOIN answer a ON a.trial_id = t.id
    WHERE p.kind::text IN (${Prisma.join(kinds)}) AND (a.id IS NOT NULL OR t.skipped_at IS NOT NULL)
    ORDER BY p.kind, p.number, t.position`
  return csv(header, rows.map(cells))
}

function cells(row: TrialRow) {
  const device = deviceSchema.safeParse(row.device).data
  const sound = soundSchema.safeParse(row.sound).data
  const checks = sound?.checks.map(({ correct }) => correct) ?? []
  return [
    `${row.kind}-${String(row.number).padStart(5, '0')}`,
    row.position,
    row.purpose,
    `${row.source}/${row.clip}`,
    row.source,
    row.value,
    row.rtMs,
    row.drawProbability,
    row.recognised,
    row.tags?.join('; '),
    row.skipReason,
    row.language,
    device?.kind,
    device?.system,
    device?.browser,
    sound?.output,
    checks.length > 0 ? Math.max(...checks) : null,
  ]
}
