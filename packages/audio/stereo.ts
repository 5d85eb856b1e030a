/** Frames a second of everything in this package: the recordings' own rate, so nothing is resampled to fit. */
export const sampleRate = 48_000

/** Two channels of equal length, full scale at 1; a mix may exceed 1 until it is mastered. */
export interface Stereo {
  left: Float32Array
  right: Float32Array
}

/** `frames` frames of silence. */
export const silence = (frames: number): Stereo => ({
  left: new Float32Array(frames),
  right: new Float32Array(frames),
})

/** Multiplies both channels by `gain`, in place. */
export function scale({ left, right }: Stereo, gain: number): void {
  for (let i = 0; i < left.length; i++) {
    left[i] *= gain
    right[i] *= gain
  }
}
