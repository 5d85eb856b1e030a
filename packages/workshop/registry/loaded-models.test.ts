import { loadModel, saveModel } from '@earshot/models/files/weights'
import type { Model } from '@earshot/models/generation/model'
import { cycle, toySong } from '@earshot/models/training/toy-songs'
import { trainLstm } from '@earshot/models/training/train-lstm'
import { openTestBackend } from '@earshot/models/backend/test-backend'
import { beforeAll, describe, expect, test } from 'vitest'
import { keepModels } from './loaded-models.ts'

let file: Uint8Array
beforeAll(async () => {
  await openTestBackend()
  const about = { name: 'toy', dataSet: 'toys', created: '2026-01-01T00:00:00Z' }
  const model = await trainLstm([toySong('a', cycle, 70)], {
    ...about,
    ...{ epochs: 1, layers: [4], dense: 4, window: 8, heldOut: null },
  })
  file = saveModel(model)
  model.dispose()
})

/** Loads the toy under any name, and remembers each model that was loaded. */
function loader() {
  const loaded: Model[] = []
  const load = async () => {
    const model = await loadModel(file)
    loaded.push(model)
    return model
  }
  const isFreed = (model: Model) => Object.values(model.weights).every(({ isDisposed }) => isDisposed)
  return { load, loaded, freed: () => loaded.map(isFreed) }
}

const song = (model: Model) => model.generate({ count: 1, seed: 1, length: 4 })[0]?.score.notes.length

describe('loaded models', () => {
  test('are loaded once for many who ask, at once or later, and freed at the end', async () => {
    const { load, freed } = loader()
    const models = keepModels()
    const [one, two] = await Promise.all([models.use('a', load, song), models.use('a', load, song)])
    expect(await models.use('a', load, song)).toBe(one)
    expect(two).toBe(one)
    expect(freed()).toEqual([false])
    await models.close()
    expect(freed()).toEqual([true])
  })

  test('make room for others, the one that was used longest ago first', async () => {
    const { load, freed } = loader()
    const models = keepModels(2)
    for (const name of ['a', 'b', 'a', 'c']) await models.use(name, load, song)
    expect(freed()).toEqual([false, true, false])
    await models.close()
  })

  test('are not freed while somebody uses them, whoever else comes', async () => {
    const { load, freed } = loader()
    const models = keepModels(1)
    const others = async (model: Model) => {
      for (const name of ['b', 'c']) await models.use(name, load, song)
      expect(freed()).toEqual([false, true, true])
      return song(model)
    }
    await models.use('a', load, others)
    expect(freed()).toEqual([false, true, true])
    await models.close()
  })

  test('that cannot be loaded are tried again', async () => {
    const { load, freed } = loader()
    const models = keepModels()
    const broken = () => Promise.reject(new Error('no room'))
    await expect(models.use('a', broken, song)).rejects.toThrow('no room')
    expect(await models.use('a', load, song)).toBeTypeOf('number')
    await expect(
      models.use('a', load, () => Promise.reject(new Error('a fault of the work'))),
    ).rejects.toThrow('a fault')
    expect(freed()).toEqual([false])
    await models.close()
    expect(freed()).toEqual([true])
  })
})
