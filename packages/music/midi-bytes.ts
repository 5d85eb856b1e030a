/** The file is no MIDI file, is damaged, or is of a kind that is not read. */
export class MidiError extends Error {
  override name = 'MidiError'
}

/** The bytes end in the middle of an event. */
export class PastEndError extends MidiError {
  constructor() {
    super('an event runs past the end of its track')
  }
}

/** Reads the numbers of a track chunk. Throws MidiError. */
export class ByteReader {
  private readonly bytes: Uint8Array
  private at: number
  private readonly end: number

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes
    this.at = start
    this.end = end
  }

  get done(): boolean {
    return this.at >= this.end
  }

  peek(): number {
    if (this.done) throw new PastEndError()
    return this.bytes[this.at]
  }

  byte(): number {
    const byte = this.peek()
    this.at++
    return byte
  }

  /** A data byte, 0..127. */
  data(): number {
    const byte = this.byte()
    if (byte > 127) throw new MidiError(`a data byte is ${byte}, more than 127`)
    return byte
  }

  /** A variable-length number of at most four bytes. */
  variable(): number {
    let value = 0
    for (let i = 0; i < 4; i++) {
      const byte = this.byte()
      value = value * 128 + (byte & 127)
      if (byte < 128) return value
    }
    throw new MidiError('a variable-length number has more than four bytes')
  }

  take(length: number): Uint8Array {
    if (length > this.end - this.at) throw new PastEndError()
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }
}
