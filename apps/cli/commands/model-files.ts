import { readFile, stat } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { convertKeras } from '@earshot/models/files/keras-convert'
import {
  largestModelFile,
  packModel,
  readLimited,
  readModelBytes,
  writeWhole,
} from '@earshot/models/files/model-file'
import { readable } from '@earshot/models/files/model-card'
import { versionedName } from '@earshot/models/files/model-name'
import { deleteModel } from '@earshot/workshop/registry/models-delete'
import { cardOf, exportLayers, exportModel } from '@earshot/workshop/registry/models-export'
import { checkModel, type Checked } from '@earshot/workshop/registry/models-import'
import { registerModel, type ModelSummary } from '@earshot/workshop/registry/models'
import { sha256 } from '@earshot/storage/storage'
import { Option, type Command } from 'commander'
import type { Home } from '../home.ts'
import { inHome } from './run.ts'

/** `earshot model import`, `export` and `delete` */
export function fileCommands(model: Command): void {
  importCommand(model)
  exportCommand(model)
  deleteCommand(model)
}

interface ImportOptions {
  name?: string
  vocabulary?: string
}

function importCommand(model: Command): void {
  inHome<ImportOptions>(
    model
      .command('import')
      .description('register models from files; nothing is stored before all of them were checked')
      .argument(
        '<files...>',
        `.safetensors, .safetensors.br, a folder of TensorFlow.js, or .h5 of Keras; up to ${String(largestModelFile / 2 ** 20)} MB`,
      )
      .option('--name <name>', 'of Keras: the name of the new model')
      .option('--vocabulary <file>', 'of an LSTM of Keras: JSON, for each token a list of MIDI pitches'),
    async ({ home, output }, args, options) => {
      const checked: Checked[] = []
      for (const file of args.flat()) checked.push(await read(home, file, options))
      const models: ModelSummary[] = []
      for (const { bytes, manifest } of checked)
        models.push(await registerModel(home.workshop, bytes, manifest))
      output.result({ models }, () =>
        models
          .map((one) => `${versionedName(one)}: ${one.architecture}, ${String(one.songs)} songs`)
          .join('\n'),
      )
    },
  )
}

async function read(home: Home, file: string, options: ImportOptions): Promise<Checked> {
  try {
    const isKeras = ['.h5', '.hdf5', '.keras'].includes(extname(file).toLowerCase())
    const bytes = isKeras ? await readKeras(file, options) : await readModelBytes(file)
    return await checkModel(home.workshop, bytes)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw error
    throw new Error(`${file}: ${message}`, { cause: error })
  }
}

async function readKeras(file: string, { name, vocabulary }: ImportOptions): Promise<Uint8Array> {
  if (file.endsWith('.keras'))
    throw new Error('.keras is not read. Save the model as HDF5: model.save("x.h5")')
  if (name === undefined) throw new Error('Give the new model a name with --name.')
  const bytes = await readLimited(file)
  // The file's own date, so that the same file is the same model.
  const created = (await stat(file)).mtime.toISOString()
  const tokens = vocabulary === undefined ? {} : { vocabulary: await readJson(vocabulary) }
  return convertKeras(bytes, { name, created, sha256: sha256(bytes), ...tokens })
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8')
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${file} is no JSON.`)
  }
}

interface ExportOptions {
  precision?: 'float32' | 'float16' | 'int8'
  card?: string
  format: 'safetensors' | 'tfjs'
}

function exportCommand(model: Command): void {
  inHome<ExportOptions>(
    model
      .command('export')
      .description('write a model as one file, with its manifest and the hashes of its training songs')
      .argument('<name>', 'the newest version; name@2 is the second')
      .argument('<file>', 'such as x.safetensors, or x.safetensors.br to pack it; a folder for tfjs')
      .addOption(
        new Option('--precision <precision>', 'of the weights, with what it changes').choices([
          'float32',
          'float16',
          'int8',
        ]),
      )
      .option('--card <file>', 'write the model card, Markdown')
      .addOption(
        new Option('--format <format>', 'tfjs is a folder for tf.loadLayersModel')
          .choices(['safetensors', 'tfjs'])
          .default('safetensors'),
      ),
    async ({ home, output }, [name = '', file = ''], options) => {
      const written = await (options.format === 'tfjs'
        ? writeFolder(home, name, file, options)
        : writeFile(home, name, file, options))
      const card = options.card === undefined ? null : resolve(options.card)
      output.result({ ...written, card }, exportInWords)
    },
  )
}

interface Written {
  name: string
  version: number
  format: 'safetensors' | 'tfjs'
  precision: string
  files: string[]
  bytes: number
  /** SHA-256 of the model's file before it was packed; null for a folder. */
  file: string | null
  measurements: Record<string, number>
  songs: number
}

async function writeFile(
  home: Home,
  name: string,
  file: string,
  { precision, card }: ExportOptions,
): Promise<Written> {
  const exported = await exportModel(home.workshop, name, precision)
  const path = resolve(file)
  const bytes = path.endsWith('.br') ? await packModel(exported.bytes) : exported.bytes
  await writeWhole(path, bytes)
  if (card !== undefined) await writeWhole(resolve(card), await cardOf(home.workshop, name, exported))
  return { ...exported, format: 'safetensors', files: [path], bytes: bytes.length }
}

async function writeFolder(
  home: Home,
  reference: string,
  folder: string,
  { precision, card }: ExportOptions,
): Promise<Written> {
  if (precision !== undefined && precision !== 'float32') {
    throw new Error('The format tfjs holds float32 alone. Leave out --precision, or write safetensors.')
  }
  const { name, version, files } = await exportLayers(home.workshop, reference)
  const paths: string[] = []
  // The weights first: a folder without model.json is no model.
  for (const [file, bytes] of [...files].reverse()) {
    const path = resolve(join(folder, file))
    await writeWhole(path, bytes)
    paths.push(path)
  }
  if (card !== undefined) await writeWhole(resolve(card), await cardOf(home.workshop, reference))
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0)
  return {
    ...{ name, version, format: 'tfjs', precision: 'float32', files: paths, bytes },
    ...{ file: null, measurements: {}, songs: 0 },
  }
}

function exportInWords(written: Written & { card: string | null }): string {
  const { precision, files, bytes, measurements, songs, card } = written
  const numbers = Object.entries(measurements)
  return [
    `${versionedName(written)} as ${precision}, ${(bytes / 1e6).toFixed(1)} MB: ${files.join(', ')}`,
    ...numbers.map(([name, value]) => `  ${name}: ${readable(value)}`),
    ...(numbers.length > 0 ? [measuredOn(songs)] : []),
    ...(card ? [`Card: ${card}`] : []),
  ].join('\n')
}

const measuredOn = (songs: number): string =>
  songs > 0
    ? `  measured on ${String(songs)} of its training songs`
    : '  the difference in loss was not measured: no song that it was trained on is in a data set here'

function deleteCommand(model: Command): void {
  inHome(
    model
      .command('delete')
      .description('delete a version of a model that no clip was made of')
      .argument('<name>', 'the newest version; name@2 is the second'),
    async ({ home, output }, [name = '']) => {
      const deleted = await deleteModel(home.workshop, name)
      output.result(deleted, () => `${versionedName(deleted)} is deleted.`)
    },
  )
}
