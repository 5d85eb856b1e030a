import { countWeights } from '@earshot/models/networks/architecture'
import type { Manifest } from '@earshot/models/files/manifest'
import { duration, groupedMeasurements, readable } from '@earshot/models/files/model-card'
import { departures, layersInWords, trainCommand } from '@earshot/models/files/model-story'
import { versionedName } from '@earshot/models/files/model-name'
import { showModel } from '@earshot/workshop/registry/models'
import type { Command } from 'commander'
import { decimals } from '../output.ts'
import { sparkline } from './model-curve.ts'
import { drawCurves, pictureOption } from './model-picture.ts'
import { inHome } from './run.ts'

/** `earshot model show` */
export function showCommand(model: Command): void {
  inHome<{ curve?: string }>(
    pictureOption(
      model
        .command('show')
        .description('tell the story of a model: what it is, what it was made of, what it is worth')
        .argument('<name>', 'the newest version; name@2 is the second'),
    ),
    async ({ home, output }, [name = ''], { curve }) => {
      const shown = await showModel(home.workshop, name)
      const { manifest } = shown
      const story = {
        ...shown,
        weights: countWeights(manifest.architecture),
        departures: departures(manifest),
        command: trainCommand(manifest),
      }
      const picture = curve === undefined ? null : await drawCurves(curve, [shown])
      output.result({ ...story, ...(picture ? { curve: picture } : {}) }, storyInWords)
    },
  )
}

interface Story {
  name: string
  version: number
  architecture: string
  file: string
  bytes: number | null
  weights: number
  manifest: Manifest
  departures: ReturnType<typeof departures>
  command: string | null
  curve?: string
}

const labelled = (label: string, text: string): string => `  ${label.padEnd(13)}${text}`

function storyInWords(story: Story): string {
  const { architecture, bytes, file, weights, manifest, command, curve } = story
  const size = bytes === null ? 'not in the storage' : `${(bytes / 1e6).toFixed(1)} MB`
  return [
    `${versionedName(story)}: ${architecture}, made ${manifest.created}`,
    labelled('layers', layersInWords(manifest.architecture)),
    labelled('weights', `${weights.toLocaleString('en')}, as ${manifest.precision}, ${size}`),
    labelled('file', file),
    ...dataLines(manifest),
    ...trainingLines(manifest),
    ...departureLines(story),
    ...measurementLines(manifest),
    ...(command ? ['', 'Trained again by:', ...command.split('\n').map((line) => `  ${line}`)] : []),
    ...(curve ? ['', `Curve: ${curve}`] : []),
  ].join('\n')
}

function dataLines({ data, encoding, vocabulary }: Manifest): string[] {
  const heldOut = data.heldOut.length > 0 ? `${String(data.heldOut.length)} held out` : 'none held out'
  const { kind, ...options } = encoding
  const settings = Object.entries(options).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  return [
    labelled('data', `${data.name}: ${String(data.songs.length)} songs, ${heldOut}`),
    ...data.refused.map(({ reason, songs }) => labelled('', `${String(songs)} left out: ${reason}`)),
    labelled('encoding', `${kind}: ${settings.join(', ')}`),
    ...(vocabulary ? [labelled('vocabulary', `${String(vocabulary.chords.length)} chords`)] : []),
  ]
}

function trainingLines({ training, converted, backend, tfjs }: Manifest): string[] {
  if (converted) {
    return [labelled('converted', `from ${converted.from}, SHA-256 ${converted.sha256}`)]
  }
  const { epochs, best, curve, seconds, resumed, stopped } = training
  const heldOut = curve.flatMap((point) => (point.heldOut === null ? [] : [point.heldOut]))
  const time = seconds === null ? '' : ` in ${duration(seconds)}`
  const again = resumed === 0 ? '' : `, taken up again ${String(resumed)} times`
  return [
    labelled('training', `${String(epochs)} epochs${time}${again}, on ${backend} (TensorFlow.js ${tfjs})`),
    ...(stopped ? [labelled('', `ended early: ${stopped}`)] : []),
    labelled('best', `training loss ${decimals(best.loss, 4)}, after epoch ${String(best.epoch)}`),
    ...curveLine(
      'loss',
      curve.map(({ loss }) => loss),
    ),
    ...curveLine('held-out loss', heldOut),
  ]
}

function curveLine(label: string, values: number[]): string[] {
  if (values.length < 2) return []
  const first = values[0] ?? 0
  const last = values.at(-1) ?? 0
  return [labelled(label, `${sparkline(values)} ${readable(first)} to ${readable(last)}`)]
}

function departureLines({ departures: found, manifest }: Story): string[] {
  if (manifest.converted) return []
  if (found.length === 0) return ['', 'All options are as in the paper.']
  return [
    '',
    'What differs from the paper:',
    ...found.map(({ option, value, paper }) =>
      labelled(
        option,
        `${JSON.stringify(value)}, there ${typeof paper === 'string' ? paper : JSON.stringify(paper)}`,
      ),
    ),
  ]
}

function measurementLines({ measurements }: Manifest): string[] {
  const widest = Math.max(0, ...Object.keys(measurements).map((name) => name.length))
  return groupedMeasurements(measurements).flatMap(({ title, rows }) => [
    '',
    `${title}:`,
    ...rows.map(([name, value]) => `  ${name.padEnd(widest)}  ${readable(value)}`),
  ])
}
