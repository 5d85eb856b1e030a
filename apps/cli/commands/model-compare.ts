import { countWeights } from '@earshot/models/networks/architecture'
import type { Manifest } from '@earshot/models/files/manifest'
import { readable } from '@earshot/models/files/model-card'
import { layersInWords } from '@earshot/models/files/model-story'
import { versionedName } from '@earshot/models/files/model-name'
import { listModels, showModel } from '@earshot/workshop/registry/models'
import type { Command } from 'commander'
import { table } from '../output.ts'
import { drawCurves, pictureOption } from './model-picture.ts'
import { inHome } from './run.ts'

interface Compared {
  name: string
  version: number
  architecture: string
  layers: string
  weights: number
  data: string
  songs: number
  heldOutSongs: number
  mode: string | null
  epochs: number
  loss: number | null
  heldOut: number | null
  seconds: number | null
  bytes: number | null
  precision: string
  measurements: Manifest['measurements']
}

/** `earshot model compare` */
export function compareCommand(model: Command): void {
  inHome<{ curve?: string }>(
    pictureOption(
      model
        .command('compare')
        .description('models side by side: what they are, what they were made of, what was measured')
        .argument('<name>', 'the newest version; name@2 is the second')
        .argument('<names...>'),
    ),
    async ({ home, output }, names, { curve }) => {
      const shown = await Promise.all(names.flat().map((name) => showModel(home.workshop, name)))
      const summaries = new Map((await listModels(home.workshop)).map((one) => [versionedName(one), one]))
      const models = shown.map(({ name, version, bytes, manifest }): Compared => {
        const { architecture: of, data, training, measurements, precision } = manifest
        const {
          epochs = 0,
          loss = null,
          heldOut = null,
        } = summaries.get(versionedName({ name, version })) ?? {}
        return {
          ...{ name, version, architecture: of.kind, layers: layersInWords(of), weights: countWeights(of) },
          ...{ data: data.name, songs: data.songs.length, heldOutSongs: data.heldOut.length },
          mode: 'mode' in training.options ? training.options.mode : null,
          ...{ epochs, loss, heldOut, seconds: training.seconds, bytes, precision, measurements },
        }
      })
      const picture = curve === undefined ? {} : { curve: await drawCurves(curve, shown) }
      output.result({ models, ...picture }, comparisonInWords)
    },
  )
}

const number = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : readable(value)

const rows: [label: string, of: (model: Compared) => string][] = [
  ['architecture', ({ architecture }) => architecture],
  ['layers', ({ layers }) => layers],
  ['weights', ({ weights }) => String(weights)],
  ['data set', ({ data }) => data],
  ['songs', ({ songs }) => String(songs)],
  ['held-out songs', ({ heldOutSongs }) => String(heldOutSongs)],
  ['mode', ({ mode }) => mode ?? '–'],
  ['epochs', ({ epochs }) => String(epochs)],
  ['loss', ({ loss }) => number(loss)],
  ['held-out loss', ({ heldOut }) => number(heldOut)],
  ['seconds', ({ seconds }) => number(seconds)],
  ['bytes', ({ bytes }) => number(bytes)],
  ['precision', ({ precision }) => precision],
]

/** Rows are what is compared, columns are models; a measurement that one model lacks is a dash there. */
function comparisonInWords({ models, curve }: { models: Compared[]; curve?: string }): string {
  const measured = [...new Set(models.flatMap(({ measurements }) => Object.keys(measurements)))].filter(
    (name) => !rows.some(([label]) => label === name),
  )
  return [
    table(
      ['', ...models.map(versionedName)],
      [
        ...rows.map(([label, of]) => [label, ...models.map(of)]),
        ...measured.map((name) => [name, ...models.map(({ measurements }) => number(measurements[name]))]),
      ],
    ),
    ...(curve ? ['', `Curves: ${curve}`] : []),
  ].join('\n')
}
