import { MPEGDecoder } from 'mpg123-decoder'
import type { Stereo } from './stereo.ts'

/** What a player hears of a file. */
export interface Decoded extends Stereo {
  /** Frames a second. */
  sampleRate: number
}

/**
 * Decodes an MP3 (mpg123, WebAssembly): every frame of it, with the silence that encoder and decoder put in front, and
 * a Xing frame as the silence it is to a player that does not know it. Each call has a decoder of its own, as nothing of
 * one file may sound in the next. Throws where it is no MP3.
 */
export async function decodeMp3(audio: Uint8Array): Promise<Decoded> {
  const decoder = new MPEGDecoder({ enableGapless: false })
  await decoder.ready
  try {
    const { channelData, samplesDecoded, sampleRate, errors } = decoder.decode(audio)
    if (errors.length > 0) throw new Error(`the MP3 cannot be decoded: ${errors[0].message}`)
    if (samplesDecoded === 0) throw new Error('the MP3 cannot be decoded: it has no frame')
    const [left, right] = channelData
    return { left, right, sampleRate }
  } finally {
    decoder.free()
  }
}
