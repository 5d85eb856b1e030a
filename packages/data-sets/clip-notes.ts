/** The notes of clips, which are kept as they are heard, two quarter notes a second, in the quarter notes of their own music. */
import { askedSchema } from '@earshot/contract/choice'
import type { Score } from '@earshot/music/notes'

/** Quarter notes a minute in which clips are kept, and had been treated before that was an option. */
export const keptTempo = 120

/** Why a clip whose tempo is as written is not compared with songs, which are compared by quarter notes. */
export const onlySeconds = 'its tempo is as written, and only the seconds of its notes are known'

/** Quarter notes a minute of the clips of a source, by its settings; null where each goes at its own tempo. */
export function tempoOf(settings: unknown): number | null {
  const tempo = askedSchema.safeParse(settings).data?.treatment?.tempo ?? keptTempo
  return tempo === 'as written' ? null : tempo
}

/** A clip as it is kept, in the quarter notes of its music; as it is where its tempo is not known. */
export function inOwnQuarters(heard: Score, tempo: number | null): Score {
  if (tempo === null || tempo === keptTempo) return heard
  const quarters = (at: number) => (at * tempo) / keptTempo
  return {
    ...heard,
    notes: heard.notes.map((note) => ({ ...note, start: quarters(note.start), end: quarters(note.end) })),
    tempos: [{ at: 0, bpm: tempo }],
    pedal: heard.pedal.map(({ at, value }) => ({ at: quarters(at), value })),
    length: quarters(heard.length),
  }
}
