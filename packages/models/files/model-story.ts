/** What a manifest tells about how a model came to be: its options, what differs from the paper, and the command. */
import { autoencoderArchitecture, lstmSizes, type Architecture } from '../networks/architecture.ts'
import type { Mode } from '../networks/lstm.ts'
import type { Manifest } from './manifest.ts'
import { autoencoderOptions, lstmBatchSizes, lstmEpochs, lstmOptions } from '../training/training-options.ts'

type Options = Record<string, unknown>

/** An option that is not as the paper (or, where it is silent, the program it builds on) has it. */
export interface Departure {
  option: string
  value: unknown
  paper: unknown
}

const nobody = { name: 'x', dataSet: 'x', created: '2000-01-01T00:00:00Z' }

/** What trainAutoencoder and trainLstm take where nothing is given but, of an LSTM, the mode. */
function defaults(kind: Architecture['kind'], mode: Mode): Options {
  if (kind === 'autoencoder') return autoencoderOptions.parse(nobody)
  const learning = { epochs: lstmEpochs[kind], batchSize: lstmBatchSizes[mode] }
  return { ...lstmOptions.parse({ ...nobody, architecture: kind }), ...learning, ...lstmSizes[kind] }
}

const modeOf = ({ training: { options } }: Manifest): Mode => ('mode' in options ? options.mode : 'windows')

/** Where Earshot's defaults are not the paper's: the readings of docs/models. */
const paperDiffers: Record<Architecture['kind'], Options> = {
  autoencoder: { learningRate: 0.001, start: 'keras' },
  lstm: { mode: 'windows' },
  'deep-lstm': { mode: 'windows' },
}

/** The paper says nothing of these, and they change no reading of it. */
const beside = [
  'name',
  'dataSet',
  'created',
  'selection',
  'songs',
  'architecture',
  'seed',
  'heldOut',
  'heldOutEvery',
]

/** Every option that a model was trained with, by the names that training takes. */
export function trainedWith({ architecture: of, encoding, training, data }: Manifest): Options {
  const songs: Options = { ...encoding }
  delete songs.kind
  // Before songs were held out, the option was not there, and its default would be another training.
  const learning = data.heldOut.length > 0 ? training.options : { ...training.options, heldOut: null }
  if (of.kind === 'autoencoder') {
    const { perBar, perSong, latent } = of
    return { ...songs, ...learning, perBar, perSong, latent }
  }
  const { embedding, layers, dropout, dense, denseDropout } = of
  return { ...songs, ...learning, embedding, layers, dropout, dense, denseDropout }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const sizes = { autoencoder: [10, 256], lstm: [128, 256], 'deep-lstm': [128, 256] }

function differences(options: Options, other: Options): Departure[] {
  return Object.entries(options)
    .filter(([option, value]) => !beside.includes(option) && !same(value, other[option]))
    .map(([option, value]) => ({ option, value, paper: other[option] ?? null }))
}

/** What differs from the paper; nothing is known of a model that another program trained. */
export function departures(manifest: Manifest): Departure[] {
  if (manifest.converted) return []
  const { kind } = manifest.architecture
  const songs = manifest.data.songs.length
  const found = differences(trainedWith(manifest), {
    ...defaults(kind, 'windows'),
    ...paperDiffers[kind],
  })
  return sizes[kind].includes(songs)
    ? found
    : [{ option: 'songs', value: songs, paper: sizes[kind].join(' or ') }, ...found]
}

const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Options with a flag of their own; every other one is a --set. */
function flagOf(option: string, value: unknown): string[] | null {
  if (option === 'epochs' || option === 'seed' || option === 'mode') return [`--${option}`, String(value)]
  if (option === 'heldOut' && value === null) return ['--held-out', 'none']
  if (option === 'tempo' && value === null) return ['--tempo', 'any']
  return null
}

/** The epoch whose weights the training kept by its option; a model that was rewound has those of another. */
export function keptEpoch({ training: { curve, options } }: Manifest): number {
  if (options.keep === 'last') return curve.length
  const losses = curve.map(({ loss, heldOut }) =>
    options.keep === 'training' ? loss : (heldOut ?? Infinity),
  )
  return losses.indexOf(Math.min(...losses)) + 1
}

/** The commands that train the model again from the same data set, a line each; null where another program trained it. */
export function trainCommand(manifest: Manifest): string | null {
  if (manifest.converted) return null
  const { architecture, name, data } = manifest
  // What is left out follows from the mode, the batch size too; the mode itself does not.
  const mode = lstmOptions.shape.mode.parse(undefined)
  const usual: Options = { ...defaults(architecture.kind, modeOf(manifest)), mode }
  const options = trainedWith(manifest)
  const changed = Object.entries(options).filter(([option, value]) => !same(value, usual[option]))
  const flags = changed.flatMap(
    ([option, value]) => flagOf(option, value) ?? ['--set', `${option}=${plain(value)}`],
  )
  const { split, ...rest } = (data.selection ?? {}) as { split?: { name: string; part: string } }
  const part = split && Object.keys(rest).length === 0 ? ['--split', `${split.name}/${split.part}`] : []
  const words = ['earshot', 'model', 'train', architecture.kind, '--data', data.name, '--name', name]
  const { epoch } = manifest.training.best
  const rewound = epoch !== keptEpoch(manifest)
  const kept = rewound ? ['--snapshot-epochs', String(epoch)] : []
  const train = [...words, '--songs', String(data.songs.length), ...part, ...flags, ...kept]
  const rewind = ['earshot', 'model', 'rewind', name, '--epoch', String(epoch)]
  return [train, ...(rewound ? [rewind] : [])].map((line) => line.map(quoted).join(' ')).join('\n')
}

/** Trained layers in words: `embedding 64, LSTM 256, LSTM 256, dense 256, softmax 9412`. */
export function layersInWords(of: Architecture): string {
  if (of.kind === 'autoencoder') {
    const { bars, cells, pitches, perBar, perSong } = of
    const encoder = [`${bars} bars of ${cells} x ${pitches} cells`, ...perBar.map((n) => `dense ${n} a bar`)]
    return [...encoder, ...perSong.map((n) => `dense ${n}`), 'and back'].join(', ')
  }
  const { embedding, layers, dense, vocabulary } = of
  const inputs = embedding === null ? [] : [`embedding ${embedding}`]
  const equal = layers.length > 3 && layers.every((units) => units === layers[0])
  const stack = equal ? [`${layers.length} x LSTM ${layers[0]}`] : layers.map((units) => `LSTM ${units}`)
  return [...inputs, ...stack, `dense ${dense}`, `softmax ${vocabulary}`].join(', ')
}

/** The paper's own sizes, to tell whether an architecture is the paper's. */
export function isPaperSize(of: Architecture): boolean {
  if (of.kind === 'autoencoder') {
    return same(of, { ...autoencoderArchitecture.parse({ kind: 'autoencoder' }), latent: of.latent })
  }
  const { embedding, layers, dropout, dense, denseDropout } = of
  return same({ embedding, layers, dropout, dense, denseDropout }, lstmSizes[of.kind])
}
