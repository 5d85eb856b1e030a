import { parseNpy, type NpyArray } from './npy.ts'
import { maxUnpackedBytes } from './npz.ts'
import { openZip, type ZipMember } from './zip.ts'

/** The file is no piano roll of LPD-5's kind. `member` names the part of the archive; null is the whole file. */
export class Lpd5Error extends Error {
  override name = 'Lpd5Error'
  readonly member: string | null
  constructor(member: string | null, reason: string, options?: ErrorOptions) {
    super(member === null ? reason : `${member}: ${reason}`, options)
    this.member = member
  }
}

export interface TrackHeader {
  name: string
  program: number
  isDrum: boolean
}

export interface Lpd5Archive {
  name: string
  /** time steps a quarter note */
  resolution: number
  dialect: '2018' | 'pypianoroll'
  tracks: TrackHeader[]
  /** The array of a member, named without `.npy`; null where there is none. */
  array: (name: string) => NpyArray | null
}

const infoMember = 'info.json'

/** Opens the archive and reads info.json; arrays are unpacked when asked for. Throws Lpd5Error. */
export function openLpd5Archive(bytes: Uint8Array): Lpd5Archive {
  const members = naming(null, () => openZip(bytes, maxUnpackedBytes))
  const info = naming(infoMember, () => readInfo(members))
  const old = info.resolution === undefined
  return {
    name: typeof info.name === 'string' ? info.name : '',
    resolution: checkResolution(old ? info.beat_resolution : info.resolution),
    dialect: old ? '2018' : 'pypianoroll',
    tracks: trackHeaders(info),
    array: (name) => {
      const member = members.get(`${name}.npy`)
      return member ? naming(`${name}.npy`, () => parseNpy(member.read())) : null
    },
  }
}

/** Whatever goes wrong in `read` is told as a fault of the member. */
function naming<T>(member: string | null, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof Lpd5Error) throw error
    throw new Lpd5Error(member, error instanceof Error ? error.message : String(error), { cause: error })
  }
}

type Info = Record<string, unknown>

function readInfo(members: Map<string, ZipMember>): Info {
  const member = members.get(infoMember)
  if (!member) throw new Lpd5Error(infoMember, 'is missing, so this is no piano roll saved by pypianoroll')
  return checkObject(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(member.read())))
}

function checkObject(value: unknown): Info {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Info
  throw new Lpd5Error(infoMember, 'is no JSON object where one belongs')
}

function checkResolution(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 960) return value
  throw new Lpd5Error(
    infoMember,
    `resolution or beat_resolution must be an integer from 1 to 960, not ${String(value)}`,
  )
}

/** Tracks have the keys "0", "1" and so on, in any order. */
function trackHeaders(info: Info): TrackHeader[] {
  const headers: TrackHeader[] = []
  for (let value = info['0']; value !== undefined; value = info[String(headers.length)]) {
    headers.push(readHeader(checkObject(value)))
  }
  if (headers.length === 0) throw new Lpd5Error(infoMember, 'names no track')
  return headers
}

/** pypianoroll saves what it was not told as null. */
function readHeader({ name, program, is_drum: isDrum }: Info): TrackHeader {
  return {
    name: typeof name === 'string' ? name : '',
    program: typeof program === 'number' ? program : 0,
    isDrum: isDrum === true,
  }
}
