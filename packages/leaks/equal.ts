/** What the pipeline fixes must be the same for all clips: any difference blocks, whatever source it goes with. */
import type { Random } from '@earshot/random/random'
import type { ClipTraits } from './clip-traits.ts'
import { keyFindings } from './equal-keys.ts'
import { differing, offMiddle } from './equal-report.ts'
import type { Finding } from './finding.ts'

/**
 * By how much a clip may be off the middle one, and the middle clip of one source off that of another: what is measured of one
 * clip can be wrong, by its music, but not of half the clips of a source.
 */
export const tolerances = {
  /** LU. Of a clip with high peaks the mastering may leave some hundredths. */
  loudness: { clip: 0.1, source: 0.05 },
  /** Seconds from where the first sound of the same notes belongs; decoders place it to a sample. */
  lead: { clip: 0.0005, source: 0.0001 },
  /** Seconds. The attack of a soft high note passes -80 dBFS up to 10 ms after that of a loud one. */
  firstSound: { clip: 0.015, source: 0.015 },
  /** Seconds; measured in steps of 0.05, and seldom one step wrong. */
  fade: { clip: 0.25, source: 0.11 },
  /** Decibels off a raised cosine, on average. */
  fadeShape: { clip: 0.75, source: 0.25 },
}

/**
 * Findings for all that differs between clips: length, frames, tags, encoder, silence before, fade, loudness, response
 * headers, and the form of the keys by which they are asked for. Each names the clips and sources; each blocks, but for
 * one that says of which clips the fade could not be measured.
 */
export function equalFindings(clips: readonly ClipTraits[], random: Random): Finding[] {
  if (clips.length < 2) return []
  return [
    ...fileFindings(clips),
    ...soundFindings(clips),
    ...responseFindings(clips),
    ...keyFindings(clips, random),
  ]
}

const render = 'Render all clips of the study again with the same settings.'
const serve = 'Serve all clips by the same code with the same headers.'

function fileFindings(clips: readonly ClipTraits[]): Finding[] {
  return [
    differing(clips, 'clip-bytes', 'length in bytes', ({ bytes }) => String(bytes), render),
    differing(clips, 'clip-duration', 'duration', durationOf, render),
    differing(clips, 'frame-headers', 'frame headers', frameHeaders, render),
    differing(clips, 'tags', 'tags', ({ file }) => file.tags.join(', ') || 'none', 'Remove all tags.'),
    differing(
      clips,
      'bytes-outside-frames',
      'bytes outside frames',
      ({ file }) => String(file.outside),
      render,
    ),
    differing(
      clips.filter(({ file }) => file.encoders.length > 0),
      'encoder',
      'encoder',
      ({ file }) => file.encoders.join(', '),
      render,
    ),
    differing(
      clips,
      'bit-reservoir',
      'use of the bit reservoir',
      ({ file }) => (file.borrows ? 'used' : 'not used'),
      render,
    ),
    silentFrames(clips),
  ].flat()
}

const durationOf = ({ samples, sampleRate }: ClipTraits): string =>
  `${(samples / sampleRate).toFixed(4)} s at ${sampleRate} Hz`

/** Each kind of header with how often it stands; frame sizes follow from them. */
function frameHeaders({ file: { frames } }: ClipTraits): string {
  const counts = new Map<string, number>()
  for (const { header } of frames) counts.set(header, (counts.get(header) ?? 0) + 1)
  return [...counts].map(([header, count]) => `${header} x ${count}`).join(', ') || 'no frames'
}

/** A frame's data may begin in the frame before it, and the encoder looks one frame ahead. */
const lookAhead = 2
const samplesPerFrame = 1152

/**
 * The silence before the first note is the same in all clips, and so are the bytes that one encoder makes of it with one set of
 * options: another encoder, version, option or a trace of noise shows here.
 */
function silentFrames(clips: readonly ClipTraits[]): Finding[] {
  const silent = clips.map(({ firstSound, sampleRate, samples }) =>
    Math.floor((firstSound === null ? samples : firstSound * sampleRate) / samplesPerFrame),
  )
  const frames = Math.max(0, Math.min(...silent) - lookAhead)
  const opening = (clip: ClipTraits) => clip.opening.slice(0, frames).join('') || 'none'
  const values = [...new Set(clips.map(opening))]
  const name = (clip: ClipTraits) => `kind ${String.fromCharCode(65 + values.indexOf(opening(clip)))}`
  return differing(
    clips,
    'silent-frames',
    `encoding of the ${frames} silent frames at the beginning`,
    name,
    render,
  )
}

function soundFindings(clips: readonly ClipTraits[]): Finding[] {
  const faded = clips.filter(({ fade }) => fade !== null)
  const placed = clips.filter(({ lead }) => lead !== null)
  return [
    offMiddle(clips, {
      rule: 'loudness',
      what: 'decoded loudness',
      value: ({ loudness }) => loudness,
      tolerance: tolerances.loudness,
      unit: 'LUFS',
      remedy: render,
    }),
    offMiddle(placed, {
      rule: 'lead-in',
      what: 'silence before the first note',
      value: ({ lead }) => lead ?? 0,
      tolerance: tolerances.lead,
      unit: 's',
      remedy: render,
    }),
    offMiddle(clips, {
      rule: 'first-sound',
      what: 'silence before the first sound',
      value: ({ firstSound }) => firstSound ?? Infinity,
      tolerance: tolerances.firstSound,
      unit: 's',
      remedy: render,
    }),
    offMiddle(faded, {
      rule: 'fade-out',
      what: 'length of the fade-out',
      value: ({ fade }) => fade?.seconds ?? 0,
      tolerance: tolerances.fade,
      unit: 's',
      remedy: render,
    }),
    offMiddle(faded, {
      rule: 'fade-shape',
      what: 'distance from a fade along a raised cosine',
      value: ({ fade }) => fade?.error ?? 0,
      tolerance: tolerances.fadeShape,
      unit: 'dB',
      remedy: render,
    }),
    unmeasuredFades(clips),
  ].flat()
}

function unmeasuredFades(clips: readonly ClipTraits[]): Finding[] {
  const unmeasured = clips.filter(({ fade }) => fade === null)
  if (unmeasured.length === 0) return []
  return [
    {
      check: 'equal',
      rule: 'fade-unmeasured',
      blocks: false,
      message:
        `The fade-out of ${unmeasured.length} of ${clips.length} clips could not be measured: their notes are not known, or ` +
        'nothing sounds in their last second.',
      clips: unmeasured.map(({ id }) => id),
    },
  ]
}

/** Says when a response was made, not what is in it. */
const isCompared = (name: string): boolean => name !== 'date'

function responseFindings(clips: readonly ClipTraits[]): Finding[] {
  const names = new Set(clips.flatMap(({ headers }) => headers.map(([name]) => name.toLowerCase())))
  const valuesOf = ({ headers }: ClipTraits, wanted: string) =>
    headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value)
  return [
    differing(clips, 'response-status', 'HTTP status', ({ status }) => String(status), serve),
    ...[...names]
      .filter(isCompared)
      .map((name) =>
        differing(
          clips,
          'response-headers',
          `response header "${name}"`,
          (clip) => valuesOf(clip, name).join(' | ') || 'absent',
          serve,
        ),
      ),
    differing(clips, 'header-order', 'order of response headers', headerOrder, serve),
  ].flat()
}

const headerOrder = ({ headers }: ClipTraits): string =>
  headers
    .map(([name]) => name.toLowerCase())
    .filter(isCompared)
    .join(', ')
