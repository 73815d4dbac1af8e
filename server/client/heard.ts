import { whisperLagVersions } from "@/lib/limits";
import type { MessageView } from "@/lib/messages/schema";

/**
 * Which messages of a room were told already. Those that take a version come in the order of their ids, so that the
 * last id says it; whispers take none, come late, and come again after a break, so that each is remembered for as long
 * as it may.
 */
export class Heard {
  /** Where one came in: what has no greater id was said before. */
  #startId: number;
  #lastId: number;
  /** By id, the revision that was told and the room's version at which it was. */
  readonly #whispers = new Map<number, { revision: number; version: number }>();
  /**
   * Told from a page that was read after the room's version was: what follows that version brings them again. By id, as
   * they were.
   */
  readonly #ahead = new Map<number, { revision: number; version: number }>();
  /** Whether all that was whispered before one came in is known by name. */
  isEven = false;

  constructor(lastId: number) {
    this.#startId = lastId;
    this.#lastId = lastId;
  }

  startAfter(id: number): void {
    this.#startId = id;
    this.#lastId = id;
  }

  /** @returns as what it is to be told; null where it was told already, or was said before one came in */
  judge(message: MessageView, isSaidNew = message.revision === 0): "message" | "message_changed" | null {
    const ahead = this.#ahead.get(message.id);
    if (ahead) return message.revision > ahead.revision ? "message_changed" : null;
    const news = message.to
      ? this.#judgeWhisper(message)
      : isSaidNew || message.id > this.#lastId
        ? "message"
        : "message_changed";
    // What is gone again was never said to us.
    return news === "message" && message.deleted_at !== null ? "message_changed" : news;
  }

  has(message: MessageView): boolean {
    return message.to ? this.#whispers.has(message.id) : message.id <= this.#lastId;
  }

  note(message: MessageView, roomVersion: number): void {
    if (!message.to) {
      this.#lastId = Math.max(this.#lastId, message.id);
      return;
    }
    this.#whispers.set(message.id, { revision: message.revision, version: message.version });
    if (this.#whispers.size % pruneEvery === 0) this.#prune(roomVersion);
  }

  noteAhead({ id, to, revision, version }: MessageView, roomVersion: number): void {
    if (!to && version > roomVersion) this.#ahead.set(id, { revision, version });
  }

  /** The room has come so far: no change before comes again. */
  cameTo(roomVersion: number): void {
    for (const [id, { version }] of this.#ahead) if (version <= roomVersion) this.#ahead.delete(id);
  }

  #judgeWhisper({ id, revision }: MessageView): "message" | "message_changed" | null {
    const known = this.#whispers.get(id);
    if (known) return revision > known.revision ? "message_changed" : null;
    if (id > this.#startId) return "message";
    if (!this.isEven) return null;
    return revision === 0 ? "message" : "message_changed";
  }

  /** The server tells no whisper again that is older than so many versions before the one from which one resumes. */
  #prune(roomVersion: number): void {
    for (const [id, { version }] of this.#whispers)
      if (version < roomVersion - 2 * whisperLagVersions) this.#whispers.delete(id);
  }
}

const pruneEvery = 500;
