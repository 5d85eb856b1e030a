import type { Features } from '@earshot/features/features'
import { keyName } from '@earshot/data-sets/summary'
import { counted, decimals, pitchName } from '../data/numbers.ts'
import { minutes } from '../roll/place.ts'

/** What a piano roll shows, for those who do not see it and for everybody else. */
export function rollWords({ notes, bars, meters, seconds, pitch, key, polyphony }: Features): string {
  if (pitch.lowest === null || pitch.highest === null) return 'A song without notes.'
  const size = `${counted(notes, 'note')} in ${counted(bars, 'bar')} of ${meters.join(', ')}, ${minutes(seconds)} long`
  const range = `from ${pitchName(pitch.lowest)} up to ${pitchName(pitch.highest)}`
  const home = key ? `, most likely in ${keyName(key)}` : ''
  const density = polyphony === null ? '' : `; ${decimals(polyphony)} notes sound at once in the mean`
  return `${size}, ${range}${home}${density}. Time runs to the right and pitch upwards; the louder a note, the stronger its ink.`
}
