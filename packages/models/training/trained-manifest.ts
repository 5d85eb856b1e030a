import type { Architecture } from '../networks/architecture.ts'
import { tfjsVersion } from '../backend/backend.ts'
import { manifestVersion, type Manifest } from '../files/manifest.ts'
import type { Fitted } from './fit.ts'
import type { Song, TrainingSongs } from './songs.ts'

/** What a training knows at its end. */
interface Trained extends Pick<Manifest, 'encoding' | 'backend' | 'vocabulary'> {
  options: { name: string; created: string; dataSet: string; selection: Manifest['data']['selection'] }
  /** How it learnt. */
  learning: Manifest['training']['options']
  of: Architecture
  data: TrainingSongs
  fitted: Fitted
}

const named = (songs: readonly Song[]) => songs.map(({ id, hash }) => ({ id, hash }))

/** The manifest of a model at the end of its training, before anything was measured. */
export function trainedManifest({ options, learning, of, data, fitted, ...rest }: Trained): Manifest {
  const { name, created, dataSet, selection } = options
  return {
    version: manifestVersion,
    name,
    created,
    architecture: of,
    training: { options: learning, epochs: fitted.curve.length, ...fitted },
    data: {
      name: dataSet,
      songs: named(data.songs),
      heldOut: named(data.heldOut),
      refused: data.refused,
      selection,
    },
    tfjs: tfjsVersion,
    precision: 'float32',
    latents: null,
    converted: null,
    measurements: {},
    ...rest,
  }
}
