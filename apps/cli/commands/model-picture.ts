import { extname, resolve } from 'node:path'
import { writeWhole } from '@earshot/models/files/model-file'
import type { Manifest } from '@earshot/models/files/manifest'
import { versionedName } from '@earshot/models/files/model-name'
import { InvalidArgumentError, type Command } from 'commander'
import { toPng } from '../png.ts'
import { curvePicture } from './model-curve.ts'

/** `--curve FILE` of commands that show models. */
export const pictureOption = (command: Command): Command =>
  command.option('--curve <file>', 'draw training and held-out loss over epochs, .png or .svg', pictureFile)

export function pictureFile(text: string): string {
  if (['.png', '.svg'].includes(extname(text).toLowerCase())) return text
  throw new InvalidArgumentError('The name must end in .png or .svg.')
}

/** Draws the learning curves of models into a file, and returns its path. Throws where no model has one. */
export async function drawCurves(
  file: string,
  models: readonly { name: string; version: number; manifest: Manifest }[],
): Promise<string> {
  const picture = curvePicture(
    models.map(({ name, version, manifest: { training } }) => ({
      name: versionedName({ name, version }),
      curve: training.curve,
      best: training.best.epoch,
    })),
  )
  if (!picture) throw new Error('There is no curve to draw: another program trained these weights.')
  const { svg, width, height } = picture
  const path = resolve(file)
  const isPng = extname(path).toLowerCase() === '.png'
  await writeWhole(path, isPng ? await toPng(svg, width, height) : svg)
  return path
}
