/** `earshot study lint | waive | open | close`: a study's way through the leak check to its respondents. */
import type { Command } from 'commander'
import type { Finding, LintReport } from '@earshot/leaks/finding'
import { leakCheck, waiveLeakCheck } from '@earshot/study/gate'
import { setStatus } from '@earshot/study/status'
import { getStudy } from '@earshot/study/studies'
import { createJob, runJob } from '@earshot/workshop/jobs'
import { shortened, Unsuccessful, type Output } from '../output.ts'
import type { Home } from '../home.ts'
import { inHome } from './run.ts'

const actor = 'terminal'

export function studyLintCommands(study: Command): void {
  inHome(
    study
      .command('lint')
      .description(
        'check that nothing a respondent can fetch gives a source away; exit code 1 where something does',
      )
      .argument('<slug>'),
    async ({ home, output }, [slug = '']) => {
      const report = await lint(home, output, slug)
      const clips = await clipNames(home, report)
      output.result(report, (found) => reportText(found, clips))
      if (!report.passed) throw new Unsuccessful()
    },
  )

  inHome<{ by: string; reason: string }>(
    study
      .command('waive')
      .description('let a study open without a leak check that passed, by the word of a named person')
      .argument('<slug>')
      .requiredOption('--by <name>', 'who takes the responsibility')
      .requiredOption('--reason <text>', 'why; readers of the results will see it'),
    async ({ home, output }, [slug = ''], { by, reason }) => {
      const waived = await waiveLeakCheck(home.workshop.database, slug, { by, reason }, new Date())
      output.result(
        { slug, leakCheck: waived },
        () => `${slug}: the leak check is waived by ${by}. Open it with: earshot study open ${slug}`,
      )
    },
  )

  inHome(
    study
      .command('open')
      .description('open a study, after a leak check where its clips have none')
      .argument('<slug>'),
    async ({ home, output }, [slug = '']) => {
      const { database } = home.workshop
      const found = await getStudy(database, slug)
      const unchecked = found.linkage === 'full' && (await leakCheck(database, found)).state === 'unchecked'
      const report = unchecked && found.status !== 'open' ? await lint(home, output, slug) : undefined
      if (report && !report.passed) {
        const clips = await clipNames(home, report)
        output.result({ slug, status: found.status, lint: report }, () =>
          [reportText(report, clips), '', blocked(slug)].join('\n'),
        )
        throw new Unsuccessful()
      }
      const { status } = await setStatus(database, slug, 'open', actor)
      const clips = report ? await clipNames(home, report) : {}
      output.result({ slug, status, ...(report ? { lint: report } : {}) }, () =>
        [...(report ? [reportText(report, clips), ''] : []), `${slug} is ${status}.`].join('\n'),
      )
    },
  )

  inHome(
    study.command('close').description('close a study').argument('<slug>'),
    async ({ home, output }, [slug = '']) => {
      const { status } = await setStatus(home.workshop.database, slug, 'closed', actor)
      output.result({ slug, status }, () => `${slug} is ${status}.`)
    },
  )
}

async function lint({ workshop }: Home, output: Output, slug: string): Promise<LintReport> {
  await getStudy(workshop.database, slug)
  const job = await createJob(workshop.database, 'lint_study', { slug })
  return (await output.work((work) => runJob(workshop, job.id, work))) as LintReport
}

/** POOL/NAME of the clips that findings are about, by their ids. */
async function clipNames({ workshop }: Home, { findings }: LintReport): Promise<Record<string, string>> {
  const ids = findings.flatMap(({ clips = [] }) => clips)
  const rows = await workshop.database.clip.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true, source: { select: { name: true } } },
    orderBy: [{ source: { name: 'asc' } }, { name: 'asc' }],
  })
  return Object.fromEntries(rows.map(({ id, name, source }) => [id, `${source.name}/${name}`]))
}

const blocked = (slug: string): string =>
  `${slug} stays as it is. Mend what blocks and open it again, or let a named person open it all the same: earshot study waive ${slug} --by NAME --reason TEXT`

/** Findings first, those that block before the others; then what was looked at. */
function reportText(
  { slug, passed, findings, checked }: LintReport,
  names: Readonly<Record<string, string>>,
): string {
  const { clips, sources, responses, fetches } = checked
  const blocking = findings.filter(({ blocks }) => blocks)
  const others = findings.filter(({ blocks }) => !blocks)
  return [
    ...blocking.map((finding) => line('Blocks: ', finding, names)),
    ...others.map((finding) => line('To know:', finding, names)),
    '',
    `Looked at: ${String(clips)} clips of ${String(sources)} sources, ${String(responses)} answers of the survey, ${String(fetches)} timed fetches.`,
    passed
      ? `${slug} passes: nothing that the pipeline fixes and nothing that a respondent can fetch gives a source away.`
      : `${slug} does not pass: ${String(blocking.length)} finding${blocking.length === 1 ? '' : 's'} block${blocking.length === 1 ? 's' : ''}.`,
  ].join('\n')
}

/** More clips than this are counted. */
const mostNamed = 10
const indent = ' '.repeat(11)

function line(
  mark: string,
  { rule, message, evidence, clips = [] }: Finding,
  names: Readonly<Record<string, string>>,
): string {
  const named = clips.flatMap((id) => names[id] ?? []).sort()
  const rest = named.length > mostNamed ? ` and ${String(named.length - mostNamed)} more` : ''
  return [
    `${mark} ${message} [${rule}]`,
    ...(named.length > 0 ? [`${indent}${named.slice(0, mostNamed).join(', ')}${rest}`] : []),
    ...(evidence ? [`${indent}${shortened(evidence)}`] : []),
  ].join('\n')
}
