import { createHash } from 'node:crypto'
import { z } from 'zod'
import { bitrates } from './mp3.ts'
import { sampleRate } from './stereo.ts'

/** How every clip of a study is rendered. All clips that are compared must have the same. */
export const clipSettingsSchema = z
  .strictObject({
    seconds: z.number().min(1).max(600).default(30).describe('duration in seconds'),
    lead: z.number().min(0).max(10).default(0.5).describe('seconds of silence before the first note'),
    fadeIn: z.number().min(0).max(10).default(0.02).describe('seconds'),
    fadeOut: z.number().min(0).max(60).default(2.5).describe('seconds'),
    loudness: z
      .number()
      .min(-50)
      .max(-8)
      .default(-20)
      .describe('integrated loudness of the decoded clip, LUFS'),
    ceiling: z.number().min(-20).max(0).default(-1).describe('highest true peak, dBTP'),
    releaseNoise: z
      .number()
      .min(0)
      .max(4)
      .default(1)
      .describe('amplitude of the noises of keys that come up; 1 as published with the piano, 0 for none'),
    resonance: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('amplitude of undamped strings that ring along; 0 for none'),
    room: z
      .number()
      .min(0)
      .max(1)
      .default(0.12)
      .describe('amplitude of the answer of a small room; 1 for as much energy as the piano, 0 for none'),
    sampleRate: z.literal(sampleRate).default(sampleRate).describe('frames a second: that of the recordings'),
    bitrate: z.literal(bitrates).default(192).describe('kbit/s, constant'),
  })
  .refine(({ seconds, lead, fadeIn, fadeOut }) => lead + fadeIn + fadeOut < seconds, {
    message: 'lead, fadeIn and fadeOut together must be shorter than seconds',
    path: ['seconds'],
  })

/** Settings with every default filled in. */
export type ClipSettings = z.output<typeof clipSettingsSchema>
/** Settings as they may be given: any part, or none. */
export type ClipSettingsInput = z.input<typeof clipSettingsSchema>

/** SHA-256, in hexadecimal, of the settings with their defaults; the order in which they are given does not matter. */
export function settingsHash(settings: ClipSettingsInput = {}): string {
  const entries = Object.entries(clipSettingsSchema.parse(settings)).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex')
}
