/** A model card (Mitchell et al. 2019): what a model is, what it was made of, and what it is worth, as Markdown. */
import { countWeights } from '../networks/architecture.ts'
import type { Manifest } from './manifest.ts'
import { departures, isPaperSize, keptEpoch, layersInWords, trainCommand } from './model-story.ts'

/** What a manifest does not hold. */
export interface CardContext {
  version?: number | undefined
  /** SHA-256 and bytes of the file. */
  file?: string | undefined
  bytes?: number | null | undefined
  /** Of the data set, where it is known. */
  licence?: string | null | undefined
  citation?: string | null | undefined
}

const kinds = {
  autoencoder: 'An autoencoder that makes piano rolls of sixteen bars from points of its latent space',
  lstm: 'An LSTM network that continues music chord by chord',
  'deep-lstm': 'A deep LSTM network that continues music chord by chord',
}

const paper = 'Ayoub et al., "Music Generation Using Machine Learning", TDDE19, Linköping University, 2021'

/** Measurements by what they are about: each goes to the first group whose name it begins with. */
const groups: [title: string, begins: string[]][] = [
  [
    'Losses',
    [
      'held-out loss',
      'held-out',
      'training loss',
      'unigram',
      'bigram',
      'reconstruction',
      'f1',
      'loss',
      'coverage',
    ],
  ],
  ['Originality', ['originality']],
  ['Structure of its songs', ['structure']],
  ['Distance of its songs to held-out songs', ['distance']],
  ['Precision', ['largest weight error']],
]

/** Measurements under the headings of a card, in the order of the manifest; what fits none comes last. */
export function groupedMeasurements(
  measurements: Manifest['measurements'],
): { title: string; rows: [name: string, value: number][] }[] {
  const titleOf = (name: string): string =>
    groups.find(([, begins]) => begins.some((one) => name.startsWith(one)))?.[0] ?? 'Other'
  const titles = [...groups.map(([title]) => title), 'Other']
  return titles
    .map((title) => ({
      title,
      rows: Object.entries(measurements).filter(([name]) => titleOf(name) === title),
    }))
    .filter(({ rows }) => rows.length > 0)
}

/** Four significant digits, as people read them. */
export const readable = (value: number): string => {
  if (Number.isInteger(value) || value === 0) return String(value)
  const size = Math.abs(value)
  return size >= 1e6 || size < 1e-4 ? value.toExponential(3) : String(Number(value.toPrecision(4)))
}

export function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(0)} s`
  if (seconds < 7200) return `${(seconds / 60).toFixed(0)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}

/** Cells of a Markdown table hold no line breaks and no bars. */
const cell = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|')

const markdownTable = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')

function identity(manifest: Manifest, { version, file, bytes }: CardContext): string {
  const rows: [string, string | null][] = [
    ['Layers', layersInWords(manifest.architecture)],
    ['Weights', `${countWeights(manifest.architecture).toLocaleString('en')}, as ${manifest.precision}`],
    ['Sizes', isPaperSize(manifest.architecture) ? "the paper's" : 'of its own'],
    ['Version', version === undefined ? null : String(version)],
    ['Made', manifest.created],
    ['File', file ? `SHA-256 ${file}${bytes ? `, ${(bytes / 1e6).toFixed(1)} MB` : ''}` : null],
  ]
  return markdownTable(
    ['', ''],
    rows.filter((row): row is [string, string] => row[1] !== null),
  )
}

function dataSection({ data, encoding }: Manifest, { licence, citation }: CardContext): string {
  const refused = data.refused.map(({ reason, songs }) => `${songs} ${reason}`)
  return [
    `${data.songs.length} songs of the data set "${data.name}"; their ids and hashes are in the manifest.`,
    data.heldOut.length > 0
      ? `${data.heldOut.length} songs are held out: no model of this data set and seed has seen them.`
      : 'No songs were held out.',
    refused.length > 0 ? `Left out: ${refused.join('; ')}.` : '',
    encoding.tempo
      ? `Tempo filter: ${encoding.tempo.lowest} to ${encoding.tempo.highest} quarter notes a minute.`
      : 'No tempo filter.',
    licence ? `Licence of the data: ${licence}` : 'The licence of the data is not recorded.',
    citation ? `Citation of the data: ${citation}` : '',
  ]
    .filter(Boolean)
    .join('\n')
}

function trainingSection(manifest: Manifest): string {
  const { training, converted, backend, tfjs, data } = manifest
  if (converted) {
    return `Trained by another program, and converted from its file (${converted.from}, SHA-256 ${converted.sha256}). On what, and for how long, that file does not say.`
  }
  const { epochs, best, seconds, resumed, stopped, curve } = training
  const heldOut = curve[best.epoch - 1]?.heldOut ?? null
  const kept = keptEpoch(manifest)
  const rewound = kept === best.epoch ? '' : `, and not of epoch ${kept}, which the training kept`
  const changed = departures(manifest)
  return [
    `${epochs} epochs${seconds === null ? '' : ` in ${duration(seconds)}`}${resumed > 0 ? `, taken up again ${resumed} times` : ''}, on the backend ${backend} of TensorFlow.js ${tfjs}. The weights are those after epoch ${best.epoch}${rewound}: training loss ${readable(best.loss)}${heldOut === null ? '' : `, loss on the curve's ${data.heldOut.length} held-out songs ${readable(heldOut)}`}.`,
    stopped ? `It ended early: ${stopped}.` : '',
    changed.length === 0
      ? 'All options are as in the paper.'
      : `What differs from the paper:\n\n${markdownTable(
          ['option', 'here', 'paper'],
          changed.map(({ option, value, paper: usual }) => [
            option,
            JSON.stringify(value),
            JSON.stringify(usual),
          ]),
        )}`,
  ]
    .filter(Boolean)
    .join('\n\n')
}

function measuredSection({ measurements }: Manifest): string {
  const found = groupedMeasurements(measurements)
  if (found.length === 0) return 'Nothing was measured after training.'
  return found
    .map(({ title, rows }) => {
      const lines = rows.map(([name, value]) => [name, readable(value)])
      return `### ${title}\n\n${markdownTable(['measurement', 'value'], lines)}`
    })
    .join('\n\n')
}

function limits({ architecture, encoding, precision }: Manifest): string {
  const lines = [
    encoding.kind === 'tokens'
      ? `- One chord a ${encoding.timeStep} note: no shorter notes, one velocity, no pedal; a held note is struck again at each step.`
      : '- Sixteen bars of 4/4, 24 cells a bar, MIDI pitches 16 to 111, one velocity, no pedal.',
    architecture.kind === 'autoencoder'
      ? '- Songs have a fixed length; where bars meet, nothing makes them fit but what was learnt.'
      : '- Chords that were not in the training songs cannot be made.',
    '- It may give back passages of its training songs: see the measurements of originality, and check a pool with `earshot pool check`.',
    precision === 'float32' ? '' : `- The weights are rounded to ${precision}.`,
  ]
  return lines.filter(Boolean).join('\n')
}

function citation({ name, created }: Manifest, { version, file }: CardContext): string {
  const of = version === undefined ? name : `${name}, version ${version}`
  const hash = file ? `, SHA-256 ${file}` : ''
  return `> ${of} (Earshot, ${created.slice(0, 10)})${hash}.\n\nThe architecture is that of: ${paper}.`
}

/** The card of a model. Pure: the same manifest and context give the same text. */
export function modelCard(manifest: Manifest, context: CardContext = {}): string {
  const command = trainCommand(manifest)
  const sections: [string, string][] = [
    ['Data', dataSection(manifest, context)],
    ['Training', trainingSection(manifest)],
    ['Measurements', measuredSection(manifest)],
    ['Limits', limits(manifest)],
    ['How to cite', citation(manifest, context)],
    ['How to train it again', command ? `\`\`\`\n${command}\n\`\`\`` : ''],
  ]
  return (
    [
      `# ${manifest.name}`,
      `${kinds[manifest.architecture.kind]}.`,
      identity(manifest, context),
      ...sections.filter(([, text]) => text).map(([title, text]) => `## ${title}\n\n${text}`),
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  )
}
