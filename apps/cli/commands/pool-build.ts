import { gateNames, matchFeatures, type GateName, type MatchFeature } from '@earshot/contract/choice'
import { createJob, runJob } from '@earshot/workshop/jobs'
import type { PoolReport } from '@earshot/workshop/pools/pools'
import { Option, type Command } from 'commander'
import { sampling, type SamplingOptions } from './model-generate.ts'
import { inHome, splitPart, wholeNumber } from './run.ts'

interface BuildOptions extends SamplingOptions {
  clips: number
  seed: number
  name?: string
  timeStep?: string
  encodedAs?: string[]
  skipBars?: number
  split?: ReturnType<typeof splitPart>
  seconds?: number
  match?: string
  matchOn?: MatchFeature[]
  pick?: { song: string; bar: number }[]
  seen?: string
  gates?: GateName[]
  velocity?: number | 'as written'
  pedal?: string
  tempo?: number | 'as written'
  timing?: string
}

/** `earshot pool build` */
export function buildCommand(pool: Command): void {
  const command = pool
    .command('build')
    .description('make clips of a model, or excerpts of human songs; see docs/clips.md')
    .argument('<source>', 'name of a model or of a data set')
    .requiredOption('--clips <n>', 'how many clips', wholeNumber(1))
    .requiredOption('--seed <n>', 'fixes songs and excerpts', wholeNumber(0))
    .option('--name <name>', 'name of the source; that of the model or data set by default')
    .option('--seconds <n>', 'length of each clip; 30 unless given', Number)
    .option(
      '--gates <list>',
      `which candidates are refused, of ${gateNames.join(', ')}; the first four`,
      gateList,
    )
  inHome<BuildOptions>(
    sampling(humanOptions(treatmentOptions(command))),
    async ({ home, output }, [from = ''], options) => {
      const job = await createJob(home.workshop.database, 'build_pool', requestOf(from, options))
      const report = (await output.work((work) => runJob(home.workshop, job.id, work))) as PoolReport
      output.result(report, reportInWords)
    },
  )
}

/** All sources of a study must have the same. */
const treatmentOptions = (command: Command): Command =>
  command
    .option('--velocity <n>', 'of every note, or as-written; 80', orAsWritten)
    .addOption(
      new Option('--pedal <which>', 'none unless given').choices(['none', 'as-written']).argParser(asWritten),
    )
    .option('--tempo <n>', 'quarter notes a minute, or as-written; 120', orAsWritten)
    .addOption(
      new Option(
        '--timing <which>',
        'on the grid of the encoding unless given; human songs as written pass through none',
      )
        .choices(['grid', 'as-written'])
        .argParser(asWritten),
    )

const humanOptions = (command: Command): Command =>
  command
    .option(
      '--encoded-as <list>',
      'human songs: the models whose encoding they pass through, each in turn',
      list,
    )
    .option(
      '--time-step <step>',
      'human songs: quarter, eighth or sixteenth, as the LSTM they are compared with',
    )
    .option('--split <split/part>', 'human songs: only those of this part of a split', splitPart)
    .option('--skip-bars <n>', 'human songs: excerpts begin after so many bars', wholeNumber(0))
    .option('--match <pool>', 'human songs: excerpts like the clips of this pool; at random otherwise')
    .option('--match-on <list>', `what they are matched on; ${matchFeatures.join(',')}`, list)
    .option('--pick <song:bar>', 'human songs: an excerpt chosen by hand; repeatable', collectPick)
    .addOption(
      new Option(
        '--seen <which>',
        'human songs: whether ones that a model was trained on may be taken',
      ).choices(['refused', 'allowed']),
    )

function requestOf(from: string, options: BuildOptions): object {
  const {
    clips,
    seed,
    name,
    timeStep,
    encodedAs,
    skipBars,
    split: selection,
    pick,
    seen,
    gates,
    ...others
  } = options
  const { seconds, match, matchOn: on, velocity, pedal, tempo, timing, ...settings } = others
  return {
    ...{ from, name, clips, seed, timeStep, encodedAs, skipBars, selection, pick, seen, gates },
    ...(match === undefined ? {} : { match: { to: match, on } }),
    ...(seconds === undefined ? {} : { sound: { seconds } }),
    treatment: { velocity, pedal, tempo, timing },
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
  }
}

/** So many refused candidates are named one by one. */
const mostNamed = 12

function reportInWords({ name, kind, clips, added, refused }: PoolReport): string {
  const left = refused.length - mostNamed
  return [
    `${name}: ${String(clips)} ${kind} clips, ${String(added)} of them new`,
    ...refused.slice(0, mostNamed).map(({ music, reason }) => `  left out ${music}: ${reason}`),
    ...(left > 0 ? [`  and ${String(left)} more; earshot pool show ${name} counts them by gate`] : []),
  ].join('\n')
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')

function gateList(text: string): GateName[] {
  const given = list(text)
  const unknown = given.find((one) => !gateNames.some((gate) => gate === one))
  if (unknown !== undefined) throw new Error(`"${unknown}" is no gate. There are: ${gateNames.join(', ')}.`)
  return gateNames.filter((gate) => given.includes(gate))
}

const asWritten = (text: string): string => (text === 'as-written' ? 'as written' : text)
const orAsWritten = (text: string): number | 'as written' =>
  text === 'as-written' ? 'as written' : Number(text)

function collectPick(text: string, before: { song: string; bar: number }[] = []) {
  const [song = '', bar = ''] = text.split(':')
  if (!song || !/^\d+$/.test(bar))
    throw new Error(`--pick ${text} is not understood. Write song:bar, such as 1a2b3c:17.`)
  return [...before, { song, bar: Number(bar) }]
}
