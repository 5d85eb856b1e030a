/** What the weights of each kept epoch give back of the songs they were trained on. */
import type { Work } from '@earshot/jobs/work'
import { loadAll } from '@earshot/models/training/songs'
import { copiesIn, passagesOf, type Copies } from './copies.ts'
import { makeSongs } from '../pools/make-songs.ts'
import { settingsOf, type EvaluationRequest } from './measurements.ts'
import { showModel } from '../registry/models.ts'
import { songsOfModel } from './evaluate-model.ts'
import { listSnapshots, modelOfSnapshot, type Kept } from '../training/snapshots.ts'
import type { Workshop } from '../workshop.ts'

export interface SnapshotCopies extends Kept {
  /** By the label of the setting: the paper's way has none. */
  settings: (Copies & { label: string })[]
}

/**
 * Makes songs by the weights of each snapshot and counts those that copy a training song, the latest epoch first: a model is
 * best published as it was before it gave its songs back. Throws Refusal where its songs are not here, and StoppedError.
 */
export async function copiesOfSnapshots(
  workshop: Workshop,
  name: string,
  { songs: count = 200, seed = 20210601 }: EvaluationRequest,
  { onProgress, signal, now }: Work,
): Promise<SnapshotCopies[]> {
  const { manifest } = await showModel(workshop, name)
  const snapshots = (await listSnapshots(workshop, name)).reverse()
  const { training } = await songsOfModel(workshop, manifest)
  const index = passagesOf(await loadAll(training), manifest)
  const found: SnapshotCopies[] = []
  for (const snapshot of snapshots) {
    const model = await modelOfSnapshot(workshop, manifest, snapshot, now)
    try {
      const wanted = settingsOf(model)
      const settings: SnapshotCopies['settings'] = []
      for (const { label, setting } of wanted) {
        const done = found.length + settings.length / wanted.length
        onProgress({
          done,
          total: snapshots.length,
          text: `songs of epoch ${String(snapshot.epoch)}${label}`,
        })
        const made = await makeSongs(model, { ...setting, count, seed }, { signal })
        settings.push({
          label,
          ...copiesIn(
            made.map(({ score }) => score),
            index,
          ),
        })
      }
      found.push({ ...snapshot, settings })
    } finally {
      model.dispose()
    }
  }
  return found
}
