/** How often each number is in a bag that is filled at one end and emptied at the other. */
export class Counts {
  private readonly counts = new Map<number, number>()

  /** `undefined`, which stands beyond the end of an array, is nothing. */
  add(item: number | undefined): void {
    if (item !== undefined) this.counts.set(item, (this.counts.get(item) ?? 0) + 1)
  }

  remove(item: number | undefined): void {
    if (item === undefined) return
    const left = (this.counts.get(item) ?? 0) - 1
    if (left > 0) this.counts.set(item, left)
    else this.counts.delete(item)
  }

  get different(): number {
    return this.counts.size
  }
}
