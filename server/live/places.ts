import type { UnreadView } from "@/lib/rooms/schema";

/**
 * A person's rooms in ascending order, each with the place after which unread begins and what is unread there. Columns of
 * plain numbers: 27 bytes a room, of which a company with thousands of people connected has a million.
 */
export class Places {
  private ids = new Float64Array(0);
  private reads = new Float64Array(0);
  private firsts = new Float64Array(0);
  private called = new Uint16Array(0);
  private marks = new Uint8Array(0);

  get roomIds(): Iterable<number> {
    return this.ids;
  }

  get size(): number {
    return this.ids.length;
  }

  has(roomId: number): boolean {
    return this.ids[this.lowerBound(roomId)] === roomId;
  }

  /** @returns false where it was there already */
  add(roomId: number): boolean {
    const at = this.lowerBound(roomId);
    if (this.ids[at] === roomId) return false;
    this.ids = inserted(this.ids, at, roomId);
    this.reads = inserted(this.reads, at, Number.NaN);
    this.firsts = inserted(this.firsts, at, 0);
    this.called = Uint16Array.from([...this.called.subarray(0, at), 0, ...this.called.subarray(at)]);
    this.marks = Uint8Array.from([...this.marks.subarray(0, at), 0, ...this.marks.subarray(at)]);
    return true;
  }

  /** Takes the rooms of somebody who has none yet, in ascending order. */
  fill(roomIds: number[]): void {
    this.ids = Float64Array.from(roomIds);
    this.reads = new Float64Array(roomIds.length).fill(Number.NaN);
    this.firsts = new Float64Array(roomIds.length);
    this.called = new Uint16Array(roomIds.length);
    this.marks = new Uint8Array(roomIds.length);
  }

  remove(roomId: number): boolean {
    const at = this.lowerBound(roomId);
    if (this.ids[at] !== roomId) return false;
    const keep = (_: number, index: number) => index !== at;
    this.ids = this.ids.filter(keep);
    this.reads = this.reads.filter(keep);
    this.firsts = this.firsts.filter(keep);
    this.called = this.called.filter(keep);
    this.marks = this.marks.filter(keep);
    return true;
  }

  /** How far they have read, or null while that has not been looked up. */
  lastRead(roomId: number): number | null {
    const read = this.reads[this.indexOf(roomId)];
    return read === undefined || Number.isNaN(read) ? null : read;
  }

  /** Whether what counts as unread was marked so by hand, though it had been read. */
  isMarked(roomId: number): boolean {
    return this.marks[this.indexOf(roomId)] === 1;
  }

  mentions(roomId: number): number {
    return this.called[this.indexOf(roomId)] ?? 0;
  }

  firstUnreadId(roomId: number): number | null {
    return this.firsts[this.indexOf(roomId)] || null;
  }

  setFirstUnread(roomId: number, messageId: number): void {
    const at = this.indexOf(roomId);
    if (at >= 0) this.firsts[at] = messageId;
  }

  /**
   * A reading never moves back, so that older news than what is known is dropped. Only a mark by hand moves back, and
   * news of one does not tell which is the newer.
   * @returns whether it moved by such a mark: where the news may have been overtaken, it is to be read again
   */
  setRead(
    roomId: number,
    lastReadSeq: number,
    { mentions, first_unread_id, marked }: Omit<UnreadView, "count">,
  ): boolean {
    const at = this.indexOf(roomId);
    const known = this.reads[at];
    if (known === undefined) return false;
    const isByHand = marked === true || this.marks[at] === 1;
    if (lastReadSeq < known && !isByHand) return false;
    this.reads[at] = lastReadSeq;
    this.called[at] = Math.min(mentions, 65_535);
    this.firsts[at] = first_unread_id ?? 0;
    this.marks[at] = marked === true ? 1 : 0;
    return isByHand && !Number.isNaN(known) && lastReadSeq !== known;
  }

  private indexOf(roomId: number): number {
    const at = this.lowerBound(roomId);
    return this.ids[at] === roomId ? at : -1;
  }

  private lowerBound(roomId: number): number {
    let low = 0;
    let high = this.ids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.ids[middle] ?? 0) < roomId) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function inserted(column: Float64Array, at: number, value: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(column.length + 1);
  grown.set(column.subarray(0, at));
  grown[at] = value;
  grown.set(column.subarray(at), at + 1);
  return grown;
}
