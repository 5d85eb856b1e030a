import type { Command } from 'commander'
import { showClip, type ClipView } from '@earshot/workshop/pools/clips'
import { reproduceClip, type Reproduction } from '@earshot/workshop/pools/reproduce'
import { decimals, table } from '../output.ts'
import { inHome } from './run.ts'

const which = 'its id, or POOL/NAME such as lstm-128/002'

/** `earshot clip` */
export function clipCommands(program: Command): void {
  const clip = program.command('clip').description('clips: where each comes from, down to its bytes')

  inHome(
    clip.command('show').description('show the provenance of a clip').argument('<clip>', which),
    async ({ home, output }, [reference = '']) => {
      output.result(await showClip(home.workshop, reference), clipInWords)
    },
  )

  inHome(
    clip
      .command('reproduce')
      .description('make a clip again from the start, and compare every hash; fails where one differs')
      .argument('<clip>', which),
    async ({ home, output }, [reference = '']) => {
      const found = await output.work((work) => reproduceClip(home.workshop, reference, work))
      output.result(found, stepsInWords)
      if (!found.reproduced) throw new Error(`The clip ${found.clip} is not reproduced to the byte.`)
    },
  )
}

const labelled = (label: string, text: string): string => `  ${label.padEnd(12)}${text}`
const settingsInWords = (settings: object): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(', ')

function clipInWords(clip: ClipView): string {
  const { pool, name, kind, title, id, seconds, encoding, notes, audio, bytes, created } = clip
  const size = bytes === null ? 'not in the storage' : `${String(bytes)} bytes`
  return [
    `${pool}/${name}: ${title}`,
    labelled('id', id),
    labelled('made', `${created}, ${kind}${seconds === null ? '' : `, ${String(seconds)} s`}`),
    ...originLines(clip),
    labelled('encoding', settingsInWords(encoding as object)),
    labelled('notes', notes ?? 'none'),
    ...renderingLines(clip),
    labelled('audio', audio === null ? 'none: its ratings were imported' : `${audio}, ${size}`),
  ].join('\n')
}

function originLines({ generated, human }: ClipView): string[] {
  if (generated) {
    const { model, version, weights, settings, backend } = generated
    return [
      labelled(
        'model',
        `${model}@${String(version)}${backend === undefined ? '' : `, computed by ${backend}`}`,
      ),
      labelled('weights', weights),
      labelled('settings', settingsInWords(settings)),
    ]
  }
  if (human) {
    const { dataSet, song, notes, bar, from } = human
    const where = `${bar === undefined ? '' : `bar ${String(bar)}, `}${decimals(from, 2)} s`
    return [labelled('song', `${song} of ${dataSet}, from ${where} on`), labelled('its notes', notes)]
  }
  return [labelled('origin', 'not known')]
}

function renderingLines({ rendering }: ClipView): string[] {
  if (!rendering) return []
  const { renderer, settings, settingsHash, instrument, report } = rendering
  return [
    labelled('renderer', `version ${String(renderer)}, recordings ${instrument}`),
    labelled('sound', settings ? settingsInWords(settings) : 'only the hash of the settings is known'),
    labelled('its hash', settingsHash),
    labelled('level', `${decimals(report.loudness, 2)} LUFS, peak ${decimals(report.peak, 2)} dBTP`),
  ]
}

function stepsInWords({ clip, reproduced, steps }: Reproduction): string {
  const agree = steps.filter(({ agrees }) => agrees).length
  return [
    table(
      ['step', '', 'expected', 'found'],
      steps.map(({ step, agrees, expected, found }) => [
        step,
        agrees ? 'agrees' : 'differs',
        shortHash(expected),
        shortHash(found),
      ]),
    ),
    ...steps.flatMap(({ step, why }) => (why === null ? [] : [`${step}: ${why}`])),
    reproduced
      ? `${clip} is reproduced to the byte.`
      : `${String(agree)} of ${String(steps.length)} steps agree.`,
  ].join('\n')
}

const shortHash = (text: string | null): string => (text === null ? '–' : text.slice(0, 16))
