import { z } from 'zod'
import { architecture } from './architecture.ts'
import { encoding } from './encoding.ts'
import { autoencoderLearning, lstmLearning } from './training-options.ts'

export const manifestVersion = 1

const loss = z.number()
const count = z.number().int().min(0)
const song = z.strictObject({ id: z.string(), hash: z.string() })
const chord = z.array(z.number().int().min(0).max(127)).max(128)

/** `curve` is the mean training loss of each epoch; the weights are those at the end of epoch `best.epoch` (from 1). */
const training = z.strictObject({
  options: z.union([autoencoderLearning.strict(), lstmLearning.strict()]),
  epochs: count,
  curve: z.array(loss),
  best: z.strictObject({ epoch: count, loss }),
  /** Why training ended before its last epoch. */
  stopped: z.string().nullable(),
})

/** The songs trained on, and how many others were left out for which reason. */
const data = z.strictObject({
  name: z.string(),
  songs: z.array(song),
  refused: z.array(z.strictObject({ reason: z.string(), songs: count })),
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
  const chords = vocabulary?.chords.length ?? null
  const wanted = isAutoencoder ? null : of.vocabulary
  if (chords !== wanted)
    throw new Error(`manifest vocabulary: ${chords ?? 'no'} chords where ${wanted ?? 'none'} belong`)
}

/** Checks data from outside. Throws an Error that names the version or the field that is wrong. */
export function parseManifest(input: unknown): Manifest {
  const { version } = z.looseObject({ version: z.unknown() }).catch({ version: undefined }).parse(input)
  if (version !== manifestVersion) {
    const found = JSON.stringify(version) ?? 'missing'
    throw new Error(`manifest version: ${found} is not known; this Earshot reads version ${manifestVersion}`)
  }
  const result = manifestSchema.safeParse(input)
  if (!result.success) throw new Error(`manifest ${firstIssue(result.error)}`)
  checkConsistency(result.data)
  return result.data
}
