import { z } from 'zod'
import { architecture } from '../networks/architecture.ts'
import { encoding } from './encoding.ts'
import { autoencoderLearning, lstmLearning } from '../training/training-options.ts'

export const manifestVersion = 2

const loss = z.number()
const count = z.number().int().min(0)
const song = z.strictObject({ id: z.string(), hash: z.string() })
const chord = z.array(z.number().int().min(0).max(127)).max(128)

/** An epoch: mean training loss, loss on held-out songs where it was measured, and its seconds where they are known. */
const curvePoint = z.strictObject({ loss, heldOut: loss.nullable(), seconds: z.number().min(0).nullable() })

/** The weights are those at the end of epoch `best.epoch` (from 1). */
const training = z.strictObject({
  options: z.union([autoencoderLearning.strict(), lstmLearning.strict()]),
  epochs: count,
  curve: z.array(curvePoint),
  best: z.strictObject({ epoch: count, loss }),
  /** Seconds of all its epochs, where they are known, and how often it was taken up again. */
  seconds: z.number().min(0).nullable(),
  resumed: count,
  /** Why training ended before its last epoch. */
  stopped: z.string().nullable(),
})

/** The songs trained on, those that no model sees, and how many others were left out for which reason. */
const data = z.strictObject({
  name: z.string(),
  songs: z.array(song),
  heldOut: z.array(song),
  refused: z.array(z.strictObject({ reason: z.string(), songs: count })),
  /** Which part of the data set was looked at. */
  selection: z.record(z.string(), z.unknown()).nullable(),
})

/** Everything needed to use a model and to know where it comes from; it travels in the weights file. */
export const manifestSchema = z.strictObject({
  version: z.literal(manifestVersion),
  name: z.string().min(1).max(200),
  created: z.string(),
  architecture,
  encoding,
  training,
  data,
  backend: z.string(),
  tfjs: z.string(),
  /** The precision of the kernels in the file: biases and statistics are always float32. */
  precision: z.enum(['float32', 'float16', 'int8']),
  /** The chords that the LSTM's tokens stand for. */
  vocabulary: z.strictObject({ chords: z.array(chord) }).nullable(),
  /** From how many windows the autoencoder's latent mean and axes come, and how many axes vary. */
  latents: z.strictObject({ windows: count, rank: count }).nullable(),
  /** Of weights that come from another program: the format, and the SHA-256 of the file. */
  converted: z.strictObject({ from: z.string(), sha256: z.string() }).nullable(),
  /** Measured after training, such as the loss at another precision. */
  measurements: z.record(z.string(), z.number()),
})

export type Manifest = z.infer<typeof manifestSchema>
export type Precision = Manifest['precision']

/** The first thing wrong, as "field: message". */
export function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues
  return `${issue.path.join('.') || 'the whole'}: ${issue.message}`
}

function checkConsistency(manifest: Manifest): void {
  const { architecture: of, vocabulary, latents, encoding: songs } = manifest
  const isAutoencoder = of.kind === 'autoencoder'
  if (isAutoencoder !== (songs.kind === 'bar-rolls')) {
    throw new Error(`manifest encoding.kind: ${songs.kind} does not go with architecture ${of.kind}`)
  }
  if (isAutoencoder !== (latents !== null))
    throw new Error('manifest latents: wanted for an autoencoder, and only there')
  const size = isAutoencoder ? (of.perSong.at(-1) ?? 0) : 0
  if (latents && latents.rank > size)
    throw new Error(`manifest latents.rank: ${latents.rank} axes of ${size} latents`)
  const chords = vocabulary?.chords.length ?? null
  const wanted = isAutoencoder ? null : of.vocabulary
  if (chords !== wanted)
    throw new Error(`manifest vocabulary: ${chords ?? 'no'} chords where ${wanted ?? 'none'} belong`)
}

const version1 = z.looseObject({
  version: z.literal(1),
  training: z.looseObject({ curve: z.array(loss), options: z.looseObject({}) }),
  data: z.looseObject({}),
})

/** Version 1 knew neither held-out songs nor times. */
function migrated(input: unknown): unknown {
  const parsed = version1.safeParse(input)
  if (!parsed.success) return input
  const { training: trained, data: songs, ...rest } = parsed.data
  const curve = trained.curve.map((one) => ({ loss: one, heldOut: null, seconds: null }))
  return {
    ...rest,
    version: manifestVersion,
    converted: null,
    training: {
      ...trained,
      options: { ...trained.options, heldOut: null },
      curve,
      seconds: null,
      resumed: 0,
    },
    data: { ...songs, heldOut: [], selection: null },
  }
}

/** Checks data from outside. Throws an Error that names the version or the field that is wrong. */
export function parseManifest(given: unknown): Manifest {
  const input = migrated(given)
  const { version } = z.looseObject({ version: z.unknown() }).catch({ version: undefined }).parse(input)
  if (version !== manifestVersion) {
    const found = JSON.stringify(version) ?? 'missing'
    throw new Error(
      `manifest version: ${found} is not known; this Earshot reads versions 1 and ${manifestVersion}`,
    )
  }
  const result = manifestSchema.safeParse(input)
  if (!result.success) throw new Error(`manifest ${firstIssue(result.error)}`)
  checkConsistency(result.data)
  return result.data
}
