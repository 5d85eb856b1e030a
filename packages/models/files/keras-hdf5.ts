/** What Keras keeps in an HDF5 file. A damaged one may never end: see keras-file.ts, which reads it in a thread. */
import { elements } from '../networks/architecture.ts'
import { kerasLayers, type KerasFile, type KerasTensor } from './keras-file.ts'

/** All weights together, in bytes: as large as a model of ours may be. */
const LARGEST = 2 ** 29

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

/** Reads a Keras HDF5 file by HDF5's own library (h5wasm). Throws an Error that says what is wrong. */
export async function readKerasHere(bytes: Uint8Array): Promise<KerasFile> {
  // Loaded here, as nothing else needs its 4 MB.
  const hdf5 = await import('h5wasm')
  const library = await hdf5.ready
  const { FS } = library
  const path = `keras-${files++}.h5`
  FS.writeFile(path, bytes)
  try {
    // Else the library prints them.
    library.activate_throwing_error_handler()
    const file = new hdf5.File(path, 'r')
    try {
      return readGroups(hdf5, file)
    } finally {
      file.close()
    }
  } catch (error) {
    const message = messageOf(error)
    // HDF5's own words are a page of its source lines.
    throw new Error(message.startsWith('Keras') ? message : 'Keras file: no whole HDF5 file', {
      cause: error,
    })
  } finally {
    FS.unlink(path)
  }
}
