import type { Command } from 'commander'
import type { OriginalityReport } from '@earshot/data-sets/originality-check'
import { createJob, runJob } from '@earshot/workshop/jobs'
import { checkByHashes, type HashedReport } from '@earshot/workshop/pools/hashed-check'
import { dataSetOf, listPools, showPool } from '@earshot/workshop/pools/pools'
import { decimals, percent, table } from '../output.ts'
import { buildCommand } from './pool-build.ts'
import { choiceInWords } from './pool-choice.ts'
import { inHome } from './run.ts'

export function poolCommands(program: Command): void {
  const pool = program.command('pool').description('pools: the clips of a source')

  buildCommand(pool)

  inHome(pool.command('list').description('list the pools'), async ({ home, output }) => {
    output.result({ pools: await listPools(home.workshop) }, ({ pools }) =>
      table(
        ['pool', 'kind', 'from', 'clips', 'with audio'],
        pools.map(({ name, kind, from, version, clips, withAudio }) => [
          name,
          kind,
          origin(from, version),
          clips,
          withAudio,
        ]),
      ),
    )
  })

  inHome(
    pool.command('show').description('show the clips of a pool').argument('<name>'),
    async ({ home, output }, [name = '']) => {
      output.result(await showPool(home.workshop, name), (view) =>
        [
          `${name}: ${view.kind}${view.from ? `, of ${origin(view.from, view.version)}` : ''}`,
          ...choiceInWords(view),
          ...view.clips.map((clip) => `  ${clip.name}  ${clip.piece}`),
        ].join('\n'),
      )
    },
  )

  inHome<{ data?: string }>(
    pool
      .command('check')
      .description('say how much the clips of a pool share with the songs of a data set')
      .argument('<name>')
      .option('--data <name>', 'the data set; by default the one that the pool or its model comes from'),
    async ({ home, output }, [name = ''], { data }) => {
      const against = data ?? (await dataSetOf(home.workshop, name))
      if (against === null) {
        output.result(await checkByHashes(home.workshop, name), hashedTable)
        return
      }
      const job = await createJob(home.workshop.database, 'check_originality', { data: against, pool: name })
      const report = (await output.work((work) => runJob(home.workshop, job.id, work))) as OriginalityReport
      output.result(report, originalityTable)
    },
  )
}

const origin = (from: string | null, version: number | null): string =>
  `${from ?? ''}${version === null ? '' : `@${String(version)}`}`

function hashedTable({ model, clips }: HashedReport): string {
  return [
    table(
      ['clip', 'verdict', 'known', 'longest', ''],
      clips.map(({ name, verdict, share, longest, reason }) => [
        name,
        verdict,
        share === null ? '–' : percent(share),
        longest,
        reason ?? '',
      ]),
    ),
    '',
    `The songs that ${model} was trained on are not here. Known: the share of the clip's runs of ten notes that they have, by the hashes in the model's file; longest: notes in the longest such stretch.`,
  ].join('\n')
}

function originalityTable({ data, songs, treatment, baseline, clips }: OriginalityReport): string {
  const { quantiles, scores } = baseline
  return [
    table(
      ['clip', 'verdict', 'score', 'longest', 'closest passage'],
      clips.map(({ name, verdict, score, longest, closest, reason }) => [
        name,
        verdict,
        decimals(score, 2),
        longest?.different ?? 0,
        reason ?? (closest ? `${closest.title}, quarter ${decimals(closest.song.start, 0)}` : 'none'),
      ]),
    ),
    '',
    `Compared with ${String(songs)} songs of ${data} (${treatment}). Score: 1 - the likeness of the eight bars most like a song's (notes that both have of those that either has). Longest: successive notes of a song, without plain repetition.`,
    quantiles
      ? `${String(scores.length)} human excerpts against the same songs: median ${decimals(quantiles.p50, 2)}, 5 % below ${decimals(quantiles.p5, 2)}.`
      : 'There is no human baseline: no excerpt could be judged.',
  ].join('\n')
}
