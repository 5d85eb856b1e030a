import { portableStepper } from './portable-stepper.ts'
import type { OpenStepper } from './stepping.ts'
import { tensorflowStepper } from './tensorflow-stepper.ts'
import { isNative } from '../backend/tensorflow.ts'

/** The stepper for the backend in use. */
export const openStepper: OpenStepper = (of, weights, most) =>
  (isNative() ? tensorflowStepper : portableStepper)(of, weights, most)
