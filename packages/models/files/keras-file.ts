/** Networks in Keras's HDF5 files (`model.save('x.h5')`): what the layers are, and their weights. */
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { firstIssue } from './manifest.ts'

/** A layer as Keras describes it, with its weights in Keras's order. */
export interface KerasLayer {
  kind: string
  name: string
  config: Record<string, unknown>
  weights: KerasTensor[]
}

export interface KerasTensor {
  name: string
  shape: number[]
  values: Float32Array
}

export interface KerasFile {
  /** Keras's own version, such as 2.1.3. */
  version: string
  /** One after another: every layer takes what the one before gives. */
  layers: KerasLayer[]
}

const description = z.object({
  class_name: z.string(),
  config: z.record(z.string(), z.unknown()),
  name: z.string().optional(),
  inbound_nodes: z.unknown().optional(),
})
const layerList = z.array(description).min(1).max(1000)
const modelConfig = z.object({
  class_name: z.string(),
  config: z.union([layerList.transform((layers) => ({ layers })), z.object({ layers: layerList })]),
})

type Description = z.infer<typeof description>

/** The layers of a model's description. Throws an Error that says which field or layer is wrong. */
export function kerasLayers(text: string): Omit<KerasLayer, 'weights'>[] {
  let input: unknown
  try {
    input = JSON.parse(text)
  } catch {
    throw new Error('Keras file: model_config is no JSON')
  }
  const result = modelConfig.safeParse(input)
  if (!result.success) throw new Error(`Keras file: model_config.${firstIssue(result.error)}`)
  const { layers } = result.data.config
  const named = layers.map((layer) => ({ layer, name: nameOf(layer) }))
  named.forEach(({ layer, name }, i) => {
    const before = inputsOf(layer.inbound_nodes)
    if (before === null) return
    const wanted = i === 0 ? [] : [named[i - 1].name]
    if (before.join() !== wanted.join()) {
      throw new Error(
        `Keras file: layer ${name}: takes ${before.join(', ') || 'nothing'}; only networks whose layers follow one another are read`,
      )
    }
  })
  return named.map(({ layer, name }) => ({ kind: layer.class_name, name, config: layer.config }))
}

const nameOf = ({ name, config }: Description): string =>
  name ?? (typeof config.name === 'string' ? config.name : 'without a name')

/** Names of the layers that feed a layer, in the forms of Keras 2 and 3; null in a sequential model, which has none. */
function inputsOf(nodes: unknown): string[] | null {
  if (nodes === undefined) return null
  const [two, three] = [keras2Nodes.safeParse(nodes), keras3Nodes.safeParse(nodes)]
  if (two.success) return two.data.flat().map(([name]) => name)
  if (three.success)
    return three.data.flatMap(({ args }) => args.map(({ config }) => config.keras_history[0]))
  return ['what cannot be read']
}

const keras2Nodes = z.array(z.array(z.tuple([z.string()]).rest(z.unknown())))
const keras3Nodes = z.array(
  z.object({
    args: z.array(z.object({ config: z.object({ keras_history: z.tuple([z.string()]).rest(z.unknown()) }) })),
  }),
)

/** A damaged file can send HDF5's library round and round; a sound one of 500 MB takes a few seconds. */
const LONGEST_SECONDS = 60

/**
 * Reads a Keras HDF5 file in a thread of its own: a damaged one ends the thread, not the program. Throws an Error that
 * says what is wrong.
 */
export async function readKerasFile(
  bytes: Uint8Array,
  { seconds = LONGEST_SECONDS }: { seconds?: number } = {},
): Promise<KerasFile> {
  const worker = new Worker(new URL('./keras-thread.mjs', import.meta.url), {
    workerData: bytes,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<KerasFile>((resolve, reject) => {
      const refuse = (reason: string) => {
        reject(new Error(reason))
      }
      timer = setTimeout(refuse, seconds * 1000, `Keras file: reading it took more than ${seconds} s`)
      worker.once('message', ({ file, refused }: { file?: KerasFile; refused?: string }) => {
        if (file) resolve(file)
        else refuse(refused ?? 'Keras file: cannot be read')
      })
      worker.once('error', ({ message }) => {
        refuse(`Keras file: reading it failed (${message})`)
      })
      worker.once('exit', () => {
        refuse('Keras file: reading it failed')
      })
    })
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
