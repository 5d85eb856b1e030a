/** What every Earshot begins with: the starter songs, the models that ship, the demonstration, and the study of the paper. */
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseStudyFile } from '@earshot/study/file'
import { reportedStudySchema, storeReportedStudy } from '@earshot/study/reported'
import { waiveLeakCheck } from '@earshot/study/gate'
import { setStatus } from '@earshot/study/status'
import { createStudy, findStudy } from '@earshot/study/studies'
import { importDataSet } from '@earshot/data-sets/import'
import { listModels } from '@earshot/workshop/registry/models'
import { importModel } from '@earshot/workshop/registry/models-import'
import { buildPool } from '@earshot/workshop/pools/pools'
import { poolRequestSchema } from '@earshot/workshop/pools/request'
import type { Work } from '@earshot/jobs/work'
import type { Workshop } from '@earshot/workshop/workshop'
import { parse } from 'yaml'
import { z } from 'zod'
import { root } from './env.ts'

/** Says which step begins. */
export type Report = (step: string) => void

const content = join(root, 'content')
const actor = 'first run'

/** What stands for the demonstration's leak check until somebody runs it. */
const demoWaiver = {
  by: 'Earshot',
  reason: "Checked by Earshot's own tests; run `earshot study lint demo` to check this copy.",
}

/** One id for ever: an interrupted first run goes on with it. */
const starterImport = '5a7a8c1e-0000-4000-8000-000000000001'

/** The pools of the demonstration, as content/pools.yaml lists them. */
const poolsSchema = z.array(poolRequestSchema)

/** Loads what is missing of the first content; nothing is trained. Safe to repeat, and after an interruption. */
export async function loadFirstContent(
  workshop: Workshop,
  report: Report,
  signal = new AbortController().signal,
): Promise<void> {
  const quiet: Work = { onProgress: () => undefined, signal, now: () => new Date() }
  const { database } = workshop
  if (!(await findStudy(database, 'paper-2021'))) {
    report('the study of the 2021 paper')
    const text = await readFile(join(content, 'studies', 'paper-2021.json'), 'utf8')
    await storeReportedStudy(database, reportedStudySchema.parse(JSON.parse(text)))
  }
  const demo = await findStudy(database, 'demo')
  // Whoever closed it does not want it opened again.
  if (demo && demo.status !== 'draft') return
  report('the starter songs')
  const licence = 'Public domain; see content/starter/PROVENANCE.md'
  const starter = { paths: [join(content, 'starter')], name: 'starter', licence }
  await importDataSet(workshop, starter, { ...quiet, id: starterImport })
  await importModels(workshop, report)
  for (const pool of poolsSchema.parse(parse(await readFile(join(content, 'pools.yaml'), 'utf8')))) {
    report(`the clips of ${pool.name ?? pool.from}`)
    await buildPool(workshop, pool, quiet)
  }
  const file = parseStudyFile(await readFile(join(content, 'studies', 'demo.yaml'), 'utf8'))
  await createStudy(database, file, actor)
  // Checking this copy takes minutes and a browser; a test checks the same clips.
  await waiveLeakCheck(database, 'demo', demoWaiver, quiet.now())
  await setStatus(database, 'demo', 'open', actor)
}

async function importModels(workshop: Workshop, report: Report): Promise<void> {
  const known = new Set((await listModels(workshop)).map(({ name }) => name))
  const files = await readdir(join(content, 'models'))
  for (const file of files.filter((one) => one.endsWith('.safetensors.br')).sort()) {
    const name = file.replace('.safetensors.br', '')
    if (known.has(name)) continue
    report(`the model ${name}`)
    await importModel(workshop, new Uint8Array(await readFile(join(content, 'models', file))), true)
  }
}
