import { readMidi, type MidiLimits, type MidiSong } from '@earshot/music/midi'
import type { Score } from '@earshot/music/notes'
import { openZip } from '@earshot/music/zip'
import { loadVerovio, verovioTicks } from './verovio.ts'
import { decodeXml, isComplete, titleInXml, xmlKind } from './xml.ts'

/** No score, a damaged one, or one that Verovio does not understand. */
export class MusicXmlError extends Error {
  override name = 'MusicXmlError'
}

const maxUnpackedBytes = 32 * 2 ** 20

/**
 * A score in MusicXML or MEI, plain or packed (.mxl), as one piano part, by way of Verovio's MIDI: repeats are played,
 * tempo marks and velocities are Verovio's. A score of 3,000 bars takes seconds. Throws MusicXmlError, ZipError for
 * a damaged .mxl, or MidiError for what is beyond `limits`.
 */
export async function readMusicXml(bytes: Uint8Array, limits: MidiLimits = {}): Promise<MidiSong> {
  const text = decodeXml(isZip(bytes) ? unpackMxl(bytes) : bytes)
  const kind = xmlKind(text)
  if (kind === null) throw new MusicXmlError('this is no score in MusicXML or MEI')
  if (!isComplete(text))
    throw new MusicXmlError('the score ends too early: its first element is never closed')
  const { score, warnings } = readMidi(await toMidi(text), limits)
  const title = titleInXml(text)
  return { score: atFullLength(score), warnings, ...(title === '' ? {} : { title }) }
}

async function toMidi(text: string): Promise<Uint8Array> {
  const verovio = await loadVerovio()
  try {
    return verovio.toMidi(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MusicXmlError(`Verovio does not understand the score (${reason})`, { cause: error })
  }
}

/** Gives the notes back the tick that Verovio takes from them. */
function atFullLength(score: Score): Score {
  const notes = score.notes.map((note) => ({
    ...note,
    end: (Math.round(note.end * verovioTicks) + 1) / verovioTicks,
  }))
  const length = notes.reduce((latest, { end }) => Math.max(latest, end), score.length)
  return { ...score, notes, length }
}

const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b

/** The score of a packed file: META-INF/container.xml names it (MusicXML 4.0, "Compressed .MXL Files"). */
function unpackMxl(bytes: Uint8Array): Uint8Array {
  const members = openZip(bytes, maxUnpackedBytes)
  const container = members.get('META-INF/container.xml')
  if (!container) throw new MusicXmlError('META-INF/container.xml is missing, so this is no packed MusicXML')
  const path = /<rootfile[^>]*full-path\s*=\s*["']([^"']+)["']/.exec(decodeXml(container.read()))?.[1]
  const score = members.get(path ?? '')
  if (!score) throw new MusicXmlError(`META-INF/container.xml names ${path ?? 'no score'}, which is missing`)
  return score.read()
}
