/** Whether the sources of a study may be compared: treated, rendered and gated alike, and human songs unseen by its models. */
import { askedSchema, encodingName, gateNames } from '@earshot/contract/choice'
import type { Source, Transaction } from '@earshot/database/database'
import type { StudyFile } from './file.ts'

type KnownSource = Pick<Source, 'id' | 'name' | 'kind' | 'modelId' | 'settings'>

/**
 * Why the sources cannot be compared, a sentence each; empty where they can. What a pool of an older version does not say
 * is not held against it.
 */
export async function whyNotComparable(
  tx: Transaction,
  file: StudyFile,
  sources: readonly KnownSource[],
): Promise<string[]> {
  const asked = sources.map(({ name, settings }) => ({ name, ...askedSchema.parse(settings) }))
  const renderers = await renderersOf(tx, file, sources)
  const gates = asked.map(({ name, gates: own }) => ({ name, fields: own && gateFields(own) }))
  return [
    ...differences(
      'are treated differently',
      asked.map(({ name, treatment }) => ({ name, fields: treatment })),
    ),
    ...differences(
      'are rendered differently',
      asked.map(({ name, sound }) => ({ name, fields: { ...sound, ...renderers.get(name) } })),
    ),
    ...(file.gates === 'different' ? [] : differences('were built with different gates', gates)).map(
      (sentence) => `${sentence} Build them alike, or declare "gates: different" in the study file.`,
    ),
    ...(file.encoding === 'different' ? [] : await strangeEncodings(tx, sources)),
    ...(await seenSongs(tx, file, sources)),
  ]
}

/**
 * Human songs on a grid that no compared model has sound unlike all of them, whoever composed them. Songs as they were written are
 * no matter here: that is a treatment, which all sources share.
 */
async function strangeEncodings(tx: Transaction, sources: readonly KnownSource[]): Promise<string[]> {
  const models = sources.flatMap(({ modelId }) => modelId ?? [])
  const known = await tx.$queryRaw<{ kind: string; timeStep: string | null }[]>`
    SELECT DISTINCT manifest->'encoding'->>'kind' AS kind, manifest->'encoding'->>'timeStep' AS "timeStep"
    FROM model WHERE id = ANY(${models}::uuid[]) AND manifest->'encoding'->>'kind' IS NOT NULL`
  if (known.length === 0) return []
  return sources.flatMap(({ name, settings }) => {
    const { encodings = [] } = askedSchema.parse(settings)
    const strange = encodings.filter(
      ({ kind, timeStep }) =>
        kind !== 'as written' &&
        !known.some((of) => of.kind === kind && (of.timeStep ?? undefined) === timeStep),
    )
    if (strange.length === 0) return []
    const passed = strange.map((one) => encodingName(one)).join(' and ')
    return [
      `The songs of "${name}" passed through an encoding that no model of the study has: ${passed}. Build the pool again with ` +
        '--encoded-as MODEL, or declare "encoding: different" in the study file.',
    ]
  })
}

/** The versions of the renderer and the recordings of the piano by which each source's clips were made, as far as they say. */
async function renderersOf(
  tx: Transaction,
  { seconds }: StudyFile,
  sources: readonly KnownSource[],
): Promise<Map<string, Record<string, string>>> {
  const rows = await tx.$queryRaw<{ name: string; renderer: string; recordings: string }[]>`
    SELECT s.name, string_agg(DISTINCT made.by->>'renderer', ' and ') AS renderer,
           string_agg(DISTINCT left(made.by->>'instrument', 12), ' and ') AS recordings
    FROM clip c
    JOIN source s ON s.id = c.source_id
    -- The first version kept these one level deeper.
    CROSS JOIN LATERAL (
      SELECT coalesce(c.provenance->'rendering'->'provenance', c.provenance->'rendering') AS by
    ) made
    WHERE s.id = ANY(${sources.map(({ id }) => id)}::uuid[]) AND c.audio IS NOT NULL AND c.seconds = ${seconds}
      AND made.by->>'renderer' IS NOT NULL AND made.by->>'instrument' IS NOT NULL
    GROUP BY s.name`
  return new Map(rows.map(({ name, renderer, recordings }) => [name, { renderer, recordings }]))
}

const gateFields = (own: readonly string[]): Record<string, string> =>
  Object.fromEntries(gateNames.map((gate) => [gate, own.includes(gate) ? 'on' : 'off']))

interface Described {
  name: string
  fields: Record<string, unknown> | undefined
}

/** One sentence that names the fields in which sources differ, and what each source has; nothing where none do. */
function differences(how: string, sources: readonly Described[]): string[] {
  const known = sources.flatMap(({ name, fields }) => (fields ? [{ name, fields }] : []))
  const names = [...new Set(known.flatMap(({ fields }) => Object.keys(fields)))]
  const told = names.flatMap((field) => {
    const values = known.flatMap(({ name, fields }) =>
      field in fields ? [{ name, value: textOf(fields[field]) }] : [],
    )
    if (new Set(values.map(({ value }) => value)).size < 2) return []
    return [`${field} (${values.map(({ name, value }) => `${name}: ${value}`).join(', ')})`]
  })
  return told.length > 0 ? [`The sources ${how}: ${told.join('; ')}.`] : []
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Human clips of the study whose song a model of the study was trained on, by source; a source may declare that. */
async function seenSongs(
  tx: Transaction,
  { seconds }: StudyFile,
  sources: readonly KnownSource[],
): Promise<string[]> {
  const models = sources.flatMap(({ modelId }) => modelId ?? [])
  const humans = sources.filter(
    ({ kind, settings }) => kind === 'human' && askedSchema.parse(settings).seen === 'refused',
  )
  const told = await Promise.all(
    humans.map(async ({ id, name }) => {
      const found = await countSeen(tx, id, models, seconds)
      return found.clips === 0
        ? []
        : [
            `"${name}" holds ${String(found.clips)} clip(s) of songs that ${found.models.join(', ')} was trained on. ` +
              'Build it again now that this model is here, or declare "seen: allowed" when you build it.',
          ]
    }),
  )
  return told.flat()
}

/** How many clips of a source, of a length, are of songs that any of the models was trained on, and which these are. */
export async function countSeen(
  tx: Transaction,
  sourceId: string,
  models: readonly string[],
  seconds: number,
): Promise<{ clips: number; models: string[] }> {
  const rows = await tx.$queryRaw<{ clip: string; model: string }[]>`
    SELECT c.id::text AS clip, m.name || '@' || m.version AS model
    FROM clip c
    JOIN model m ON m.id = ANY(${[...models]}::uuid[])
    WHERE c.source_id = ${sourceId}::uuid AND c.audio IS NOT NULL AND c.seconds = ${seconds}
      AND (EXISTS (SELECT 1 FROM seen_piece s WHERE s.model_id = m.id AND s.piece_id = c.piece_id)
           OR EXISTS (SELECT 1 FROM trained_song t WHERE t.model_id = m.id
                      AND (t.identity = c.provenance->>'song' OR t.note_hash = c.provenance->>'notes')))
    ORDER BY model`
  return {
    clips: new Set(rows.map(({ clip }) => clip)).size,
    models: [...new Set(rows.map(({ model }) => model))],
  }
}
