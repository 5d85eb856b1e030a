import { normal, seeded } from '@earshot/random/random'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { autoencoderArchitecture } from './architecture.ts'
import { binaryCrossEntropy, decodeLatents, encodeSongs, reconstructionLoss } from './autoencoder.ts'
import { initialWeights, type Weights } from './initial-weights.ts'
import { makeOptimizer } from '../training/optimizer.ts'
import { openTestBackend } from '../backend/test-backend.ts'

const toy = { kind: 'autoencoder', bars: 4, cells: 3, pitches: 5, perBar: [8, 6], perSong: [7, 3] } as const
const of = autoencoderArchitecture.parse(toy)
const cells = 4 * 3 * 5

let weights: Weights
beforeAll(async () => {
  await openTestBackend()
  weights = initialWeights(of, 1)
})

const someSongs = (count: number): tf.Tensor2D => {
  const random = seeded(2)
  const values = Float32Array.from({ length: count * cells }, () => (random() < 0.3 ? 1 : 0))
  return tf.tensor2d(values, [count, cells])
}

/** The network written out for one song in plain JavaScript. */
function plainLatent(song: number[]): number[] {
  const dense = (x: number[], name: string): number[] => {
    const kernel = weights[`${name}.kernel`].arraySync() as number[][]
    const bias = weights[`${name}.bias`].arraySync() as number[]
    return bias.map((b, j) =>
      Math.max(
        0,
        x.reduce((sum, value, i) => sum + value * kernel[i][j], b),
      ),
    )
  }
  const bars = [0, 1, 2, 3].flatMap((bar) => {
    const slice = song.slice(bar * 15, (bar + 1) * 15)
    return dense(dense(slice, 'encoder.bar.0'), 'encoder.bar.1')
  })
  return dense(dense(bars, 'encoder.song.0'), 'encoder.song.1')
}

describe('the autoencoder', () => {
  it('goes from songs to latents and back', () => {
    tf.tidy(() => {
      const latents = encodeSongs(someSongs(2), of, weights)
      expect(latents.shape).toEqual([2, 3])
      expect(decodeLatents(latents, of, weights).shape).toEqual([2, cells])
    })
  })

  it('passes each bar through the same layers, with ReLU up to the latent space', () => {
    tf.tidy(() => {
      const songs = someSongs(3)
      const latents = encodeSongs(songs, of, weights).arraySync() as number[][]
      const plain = songs.arraySync().map(plainLatent)
      expect(plain.flat().some((x) => x > 0)).toBe(true)
      latents.flat().forEach((value, i) => {
        expect(value).toBeCloseTo(plain.flat()[i], 5)
      })
    })
  })

  it('has negative latents only where the latent layer is linear', () => {
    tf.tidy(() => {
      const linear = encodeSongs(someSongs(8), { ...of, latent: 'linear' }, weights)
      expect(tf.min(linear).dataSync()[0]).toBeLessThan(0)
      expect(tf.min(encodeSongs(someSongs(8), of, weights)).dataSync()[0]).toBe(0)
    })
  })

  it('takes the loss and its gradient from tf.losses, also for large logits', () => {
    const random = seeded(3)
    const logits = [...Array.from({ length: 10 }, () => 4 * normal(random)), 90, -90]
    const targets = logits.map((_, i) => i % 2)
    const differentiated = (loss: (z: tf.Tensor, y: tf.Tensor) => tf.Scalar) =>
      tf.tidy(() => {
        const y = tf.tensor1d(targets)
        const { value, grad } = tf.valueAndGrad((z: tf.Tensor) => loss(z, y))(tf.tensor1d(logits))
        return [value, grad].flatMap((x) => Array.from(x.dataSync()))
      })
    const expected = differentiated((z, y) => tf.losses.sigmoidCrossEntropy(y, z))
    differentiated(binaryCrossEntropy).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 5)
    })
  })

  it('learns: a step lowers the loss, and no tensor is left', () => {
    const weights = initialWeights(of, 4)
    const names = Object.keys(weights)
    const optimizer = makeOptimizer({ optimizer: 'rmsprop', learningRate: 0.001 })
    const songs = someSongs(4)
    const loss = (): number => tf.tidy(() => reconstructionLoss(songs, of, weights).dataSync()[0])
    const step = (): void => {
      const gradients = tf.tidy(() =>
        tf.grads((...tensors: tf.Tensor[]) =>
          reconstructionLoss(songs, of, Object.fromEntries(names.map((name, i) => [name, tensors[i]]))),
        )(names.map((name) => weights[name])),
      )
      optimizer.step(weights, Object.fromEntries(names.map((name, i) => [name, gradients[i]])))
      tf.dispose(gradients)
    }
    const first = loss()
    step()
    expect(loss()).toBeLessThan(first)
    const before = tf.memory().numTensors
    step()
    expect(tf.memory().numTensors).toBe(before)
  })
})
