/** Networks in Keras's HDF5 files (`model.save('x.h5')`): what the layers are, and their weights. */
import { z } from 'zod'
import { elements } from './architecture.ts'
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

/** All weights together, in bytes: as large as a model of ours may be. */
const LARGEST = 2 ** 29

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

type Hdf5 = typeof import('h5wasm')
type Group = InstanceType<Hdf5['Group']>

/** An attribute as texts. Throws where there is none. */
function texts(of: Group, name: string): string[] {
  const value = of.attrs[name]?.value
  const list = Array.isArray(value) ? value : [value]
  if (!list.every((one) => typeof one === 'string')) throw new Error(`Keras file: ${of.path}: no ${name}`)
  return list
}

/** The weights of one layer, in the order of its list. */
function tensorsOf(
  { Dataset }: Hdf5,
  weights: Group,
  layer: string,
  budget: { left: number },
): KerasTensor[] {
  const group = weights.get(layer)
  if (group === null || !('attrs' in group)) return []
  const names = group.attrs.weight_names?.value
  if (!Array.isArray(names)) return []
  return texts(group as Group, 'weight_names').map((name) => {
    const data = (group as Group).get(name)
    if (!(data instanceof Dataset)) throw new Error(`Keras file: ${layer}: weights ${name} are missing`)
    const shape = (data.shape ?? []).map(Number)
    budget.left -= 8 * elements(shape)
    if (!(budget.left >= 0)) {
      throw new Error(`Keras file: ${name}: the weights need more than ${LARGEST / 2 ** 20} MB`)
    }
    const { value } = data
    if (!(value instanceof Float32Array || value instanceof Float64Array)) {
      throw new Error(`Keras file: ${name}: weights of ${JSON.stringify(data.dtype)} are not read`)
    }
    if (value.length !== elements(shape)) throw new Error(`Keras file: ${name}: ends too early`)
    if (!value.every(Number.isFinite)) throw new Error(`Keras file: ${name}: a weight is no number`)
    return { name, shape, values: Float32Array.from(value) }
  })
}

function readGroups(hdf5: Hdf5, root: Group): KerasFile {
  if (!('model_config' in root.attrs)) {
    throw new Error(
      'Keras file: no model_config: it holds weights alone, which do not say their layers. Save the whole model: model.save("x.h5")',
    )
  }
  const [version] = texts(root, 'keras_version')
  if (/^[01]\./.test(version)) {
    throw new Error(`Keras file: keras_version ${version}: open it with Keras 2 and save it again`)
  }
  const weights = root.get('model_weights')
  if (!(weights instanceof hdf5.Group)) throw new Error('Keras file: no model_weights')
  const budget = { left: 2 * LARGEST }
  const layers = kerasLayers(texts(root, 'model_config').join(''))
  return {
    version,
    layers: layers.map((layer) => ({ ...layer, weights: tensorsOf(hdf5, weights, layer.name, budget) })),
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

let files = 0

/**
 * Reads a Keras HDF5 file. HDF5's own library does it (h5wasm), in WebAssembly memory of its own, where a damaged file
 * harms nothing else. Throws an Error that says what is wrong.
 */
export async function readKerasFile(bytes: Uint8Array): Promise<KerasFile> {
  // Loaded here, as nothing else needs its 4 MB.
  const hdf5 = await import('h5wasm')
  const { FS, activate_throwing_error_handler: throwErrors } = await hdf5.ready
  const path = `keras-${files++}.h5`
  FS.writeFile(path, bytes)
  try {
    // Else the library prints them.
    throwErrors()
    const file = new hdf5.File(path, 'r')
    try {
      return readGroups(hdf5, file)
    } finally {
      file.close()
    }
  } catch (error) {
    const message = messageOf(error)
    throw new Error(
      message.startsWith('Keras file') ? message : `Keras file: no whole HDF5 file (${message})`,
      {
        cause: error,
      },
    )
  } finally {
    FS.unlink(path)
  }
}
