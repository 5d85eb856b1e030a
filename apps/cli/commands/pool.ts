import type { Command } from 'commander'
import { createJob, runJob } from '@earshot/workshop/jobs'
import { listPools, showPool, type PoolReport } from '@earshot/workshop/pools'
import { table } from '../output.ts'
import { sampling, type SamplingOptions } from './model.ts'
import { inHome, wholeNumber } from './run.ts'

interface BuildOptions extends SamplingOptions {
  clips: number
  seed: number
  name?: string
  timeStep?: string
  skipBars?: number
  seconds?: number
}

export function poolCommands(program: Command): void {
  const pool = program.command('pool').description('pools: the clips of a source')

  inHome<BuildOptions>(
    sampling(
      pool
        .command('build')
        .description('make clips of a model, or excerpts of human songs')
        .argument('<source>', 'name of a model or of a data set')
        .requiredOption('--clips <n>', 'how many clips', wholeNumber(1))
        .requiredOption('--seed <n>', 'fixes songs and excerpts', wholeNumber(0))
        .option('--name <name>', 'name of the source; that of the model or data set by default')
        .option(
          '--time-step <step>',
          'human songs: quarter, eighth or sixteenth, as the LSTM they are compared with',
        )
        .option('--seconds <n>', 'length of each clip; 30 unless given', Number)
        .option('--skip-bars <n>', 'human songs: excerpts begin after so many bars', wholeNumber(0)),
    ),
    async (
      { home, output },
      [from = ''],
      { clips, seed, name, timeStep, skipBars, seconds, ...settings },
    ) => {
      const generation = Object.keys(settings).length > 0 ? { settings } : {}
      const sound = seconds === undefined ? undefined : { seconds }
      const input = { from, name, clips, seed, timeStep, skipBars, sound, ...generation }
      const job = await createJob(home.workshop.database, 'build_pool', input)
      const report = (await output.work((work) => runJob(home.workshop, job.id, work))) as PoolReport
      output.result(report, ({ name: source, kind, clips: all, added, refused }) =>
        [
          `${source}: ${String(all)} ${kind} clips, ${String(added)} of them new`,
          ...refused.map(({ music, reason }) => `  left out ${music}: ${reason}`),
        ].join('\n'),
      )
    },
  )

  inHome(pool.command('list').description('list the pools'), async ({ home, output }) => {
    output.result({ pools: await listPools(home.workshop) }, ({ pools }) =>
      table(
        ['pool', 'kind', 'from', 'clips', 'with audio'],
        pools.map(({ name, kind, from, clips, withAudio }) => [name, kind, from ?? '', clips, withAudio]),
      ),
    )
  })

  inHome(
    pool.command('show').description('show the clips of a pool').argument('<name>'),
    async ({ home, output }, [name = '']) => {
      output.result(await showPool(home.workshop, name), ({ kind, from, clips }) =>
        [
          `${name}: ${kind}${from ? `, of ${from}` : ''}`,
          ...clips.map((clip) => `  ${clip.name}  ${clip.piece}`),
        ].join('\n'),
      )
    },
  )
}
