/** Makes apps/survey/public/sounds/level.mp3 anew: `npx tsx packages/audio/make-level-sound.ts`. */
import { writeFile } from 'node:fs/promises'
import { createClipMaker } from './clip.ts'
import { levelSeconds, levelSound } from './level-sound.ts'

const { audio, report } = await createClipMaker().make(levelSound, { seconds: levelSeconds, bitrate: 128 })
await writeFile(new URL('../../apps/survey/public/sounds/level.mp3', import.meta.url), audio)
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
