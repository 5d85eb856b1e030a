/**
 * npx tsx scripts/fuzz.ts [N=100000] [SEED=1] [FOLDER]: reads N damaged files of every kind and prints what came of it
 * as JSON. An input that crashes a reader or takes over two seconds is kept in FOLDER (a new one in the system's folder
 * for such), where after a hang or an abort the input in hand lies in `current`. Exit status 1 where there is one.
 */
import { copyFile, mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seeded } from '../packages/random/random.ts'
import { fuzzInputs, type FuzzInput } from '../packages/song-files/fuzz-inputs.ts'
import { readDamaged, type FuzzOutcome } from '../packages/song-files/fuzz-outcome.ts'

const [count, seed] = [Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 1)]
const folder = process.argv[4] ?? (await mkdtemp(join(tmpdir(), 'earshot-fuzz-')))
const current = join(folder, 'current')
const longest = 2000

interface Tally {
  inputs: number
  /** Songs were read from it; an archive may give some and refuse others. */
  withSongs: number
  slowestMs: number
}

const tallies: Record<string, Tally> = {}
const failures: { input: string; reason: string }[] = []
let peak = 0

async function tryOne(index: number, input: FuzzInput) {
  tallies[input.kind] ??= { inputs: 0, withSongs: 0, slowestMs: 0 }
  const tally = tallies[input.kind]
  const { result, took } = await timed(input)
  tally.inputs++
  tally.slowestMs = Math.max(tally.slowestMs, Math.round(took))
  if (typeof result === 'string') await keep(index, input, result)
  else if (result.songs > 0) tally.withSongs++
  if (took > longest) await keep(index, input, `took ${Math.round(took)} ms`)
}

/** What takes long is tried again, as the machine may have been busy with something else. */
async function timed(input: FuzzInput, tries = 2): Promise<{ result: FuzzOutcome | string; took: number }> {
  const begun = performance.now()
  const result = await readDamaged(input, current).catch(String)
  const took = performance.now() - begun
  return took > longest && tries > 1 ? timed(input, tries - 1) : { result, took }
}

async function keep(index: number, { name }: FuzzInput, reason: string) {
  const kept = join(folder, `${seed}-${index}-${name}`)
  await copyFile(join(current, name), kept)
  failures.push({ input: kept, reason })
}

await mkdir(current, { recursive: true })
const next = await fuzzInputs()
const random = seeded(seed)
const begun = performance.now()
for (let i = 0; i < count; i++) {
  await tryOne(i, next(random))
  if (i % 100 === 0) peak = Math.max(peak, process.memoryUsage().rss)
}
const seconds = Math.round((performance.now() - begun) / 1000)
console.log(
  JSON.stringify({ count, seed, seconds, peakMiB: Math.round(peak / 2 ** 20), tallies, failures }, null, 2),
)
process.exitCode = failures.length > 0 ? 1 : 0
