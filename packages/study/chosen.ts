/** How the clips of a study's sources were chosen, for its results. */
import { askedSchema, choiceSchema } from '@earshot/contract/choice'
import type { Chosen } from '@earshot/contract/results'
import type { Database, Source } from '@earshot/database/database'
import { countSeen } from './comparable.ts'

/** By the id of the source. What an older pool does not say, or says in a shape that is not understood, is null. */
export async function howChosen(
  database: Database,
  seconds: number,
  sources: readonly { source: Source }[],
): Promise<Map<string, Chosen>> {
  const models = sources.flatMap(({ source }) => source.modelId ?? [])
  const rows = sources.map(async ({ source }): Promise<[string, Chosen]> => {
    const asked = askedSchema.safeParse(source.settings).data
    const chosen = {
      treatment: asked?.treatment ?? null,
      gates: asked?.gates ?? null,
      choice: choiceSchema.safeParse(source.choice).data ?? null,
      ...(asked?.encodings ? { encodings: asked.encodings } : {}),
      ...(source.kind === 'human'
        ? {
            seen: {
              ...(await countSeen(database, source.id, models, seconds)),
              declared: asked?.seen === 'allowed',
            },
          }
        : {}),
    }
    return [source.id, chosen]
  })
  return new Map(await Promise.all(rows))
}

/** Why a part is null, by its place in the results. */
export function chosenReasons(
  sources: readonly { name: string; chosen: Chosen | null }[],
): Record<string, string> {
  return Object.fromEntries(
    sources.flatMap(({ name, chosen }): [string, string][] => {
      const at = `sources.${name}.chosen`
      if (!chosen) return [[at, 'Only the ratings were reported: how the clips were chosen is not known.']]
      if (!chosen.treatment || !chosen.gates || !chosen.choice)
        return [[at, 'The pool was built before this was recorded.']]
      return chosen.choice.matching.kind === 'matched'
        ? [[`${at}.choice.matching`, 'What does not vary, or is not known, has no standardised difference.']]
        : []
    }),
  )
}
