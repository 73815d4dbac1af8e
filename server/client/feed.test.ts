import { describe, expect, test } from "vitest";
import type { ServerFrame } from "@/lib/events/schema";
import { whisperLagVersions } from "@/lib/limits";
import type { MessageView } from "@/lib/messages/schema";
import type { RoomView } from "@/lib/rooms/schema";
import { Feed } from "./feed";

const roomId = 5;
const resumeChangesMax = 6;

/** Numbers that look random and come again with the same seed (mulberry32). */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

/** The server as the contract has it, a line to it that loses, breaks and is slow, and a client at its other end. */
class World {
  readonly messages: MessageView[] = [];
  version = 0;
  private seq = 0;
  private lastId = 0;
  /** What the server has sent and the client has not heard yet; null while there is no line. */
  private line: ServerFrame[] | null = null;
  /** Whispers that no sidecar has told: those that look again tell them. */
  private untold: MessageView[] = [];
  private reading: { isKnown: (message: MessageView) => boolean; room?: RoomView } | null = null;
  readonly told: { name: string; message: MessageView }[] = [];
  resets = 0;
  isOpen = false;
  private readonly feed: Feed;

  constructor(private readonly roll: (sides: number) => number) {
    this.feed = new Feed({
      tell: (name, event) => {
        if (name === "message" || name === "message_changed") this.told.push({ name, message: event as MessageView });
        if (name === "reset") this.resets += 1;
      },
      ask: (rooms) => this.answer(rooms[roomId] ?? 0),
      readAgain: (_roomId, isKnown) => {
        this.reading = { isKnown };
      },
      opened: () => {
        this.isOpen = true;
      },
    });
  }

  say(): void {
    this.seq += 1;
    this.version += 1;
    this.change(this.born({ seq: this.seq, version: this.version }), "message");
  }

  reply(): void {
    this.version += 1;
    this.change(this.born({ seq: 1, version: this.version, thread_id: 1 }), "message");
  }

  whisper(): void {
    const to = { id: 1, username: "", display_name: "" };
    this.tellWhisper(this.born({ seq: this.seq, version: this.version, to }), "message");
  }

  edit(): void {
    const before = this.messages[this.roll(this.messages.length || 1)];
    if (!before || before.deleted_at) return;
    if (!before.to) this.version += 1;
    const deleted_at = this.roll(6) === 0 ? "now" : null;
    const now = { ...before, revision: before.revision + 1, version: this.version, deleted_at };
    this.messages[this.messages.indexOf(before)] = now;
    if (now.to) this.tellWhisper(now, "message_changed");
    else this.change(now, "message_changed");
  }

  /** Something that is no message. */
  rename(): void {
    this.version += 1;
    this.send({ type: "room", room_id: roomId, version: this.version, room: this.view });
  }

  connect(): void {
    if (this.line) return;
    this.line = [];
    const rooms = { [roomId]: this.version };
    this.line.push({ type: "ready", user_id: 1, heartbeat_ms: 1, rooms, unread: [], drafts: [] });
  }

  cut(): void {
    this.line = null;
    this.feed.lost();
  }

  /** The client hears the next frame. */
  hear(): void {
    const frame = this.line?.shift();
    if (frame) this.feed.hear(frame);
  }

  sweep(): void {
    for (const message of this.untold.splice(0))
      this.send({ type: message.revision === 0 ? "message" : "message_changed", room_id: roomId, message }, false);
  }

  resync(): void {
    this.send({ type: "resync" }, false);
  }

  /** The room first, and what was said in it some time later. */
  read(): void {
    if (!this.reading) return;
    const { isKnown, room } = this.reading;
    if (!room) {
      this.reading.room = this.view;
      return;
    }
    this.reading = null;
    const from = this.messages.findLastIndex((message) => !message.to && isKnown(message));
    const messages = this.messages.filter((message, at) => at >= from && message.thread_id === null);
    this.feed.caughtUp(roomId, { room, messages });
  }

  /** Until nothing more happens. */
  settle(): void {
    this.connect();
    this.sweep();
    this.resync();
    for (let at = 0; at < 500; at++) {
      this.hear();
      this.read();
    }
  }

  private born(changes: Partial<MessageView>): MessageView {
    this.lastId += 1;
    const blank = { id: this.lastId, room_id: roomId, revision: 0, thread_id: null, to: null, deleted_at: null };
    const message = { ...blank, ...changes } as MessageView;
    this.messages.push(message);
    return message;
  }

  private change(message: MessageView, type: "message" | "message_changed"): void {
    this.send({ type, room_id: roomId, version: message.version, message });
  }

  private tellWhisper(message: MessageView, type: "message" | "message_changed"): void {
    if (this.line && this.roll(5) === 0) this.untold.push(message);
    // Whispers do not wait for the room's own changes.
    else if (this.line && this.roll(3) === 0 && this.line.at(-1)?.type === "message")
      this.line.splice(-1, 0, { type, room_id: roomId, message });
    else this.send({ type, room_id: roomId, message }, false);
  }

  private send(frame: ServerFrame, mayBeLost = true): void {
    if (mayBeLost && this.roll(12) === 0) return;
    this.line?.push(frame);
  }

  private answer(since: number): void {
    if (!this.line) return;
    const changed = this.messages
      .filter((one) => (one.to ? one.version >= since - whisperLagVersions : one.version > since))
      .sort((one, other) => one.version - other.version || one.id - other.id);
    if (changed.filter((one) => !one.to).length > resumeChangesMax) this.line.push({ type: "reset", room_id: roomId });
    else
      this.line.push({ type: "resumed", room_id: roomId, version: this.version, room: this.view, messages: changed });
  }

  private get view(): RoomView {
    const last_message = this.messages.findLast((message) => !message.to && message.thread_id === null) ?? null;
    return { id: roomId, version: this.version, last_message } as RoomView;
  }
}

/** @returns the world at rest, and how much had been said before the client was there */
function play(seed: number): { world: World; before: number } {
  const roll = dice(seed);
  const world = new World(roll);
  const acts = [
    ...[() => world.say(), () => world.say(), () => world.reply(), () => world.whisper(), () => world.edit()],
    ...[() => world.rename(), () => world.hear(), () => world.hear(), () => world.hear(), () => world.hear()],
    ...[() => world.cut(), () => world.connect(), () => world.connect(), () => world.sweep(), () => world.read()],
    () => world.resync(),
  ];
  for (let at = roll(8); at > 0; at--) [world.say, world.whisper][roll(2)]?.call(world);
  world.connect();
  while (!world.isOpen) world.hear();
  const before = world.messages.length;
  for (let at = 0; at < 80; at++) acts[roll(acts.length)]?.();
  world.settle();
  return { world, before };
}

describe("whatever the line does", () => {
  const seeds = Array.from({ length: 5_000 }, (_, seed) => seed);
  const ends = seeds.map((seed) => ({ seed, ...play(seed) }));

  test("each message that is said is told once, and no older one is", () => {
    const wrong = ends.filter(({ world, before }) => {
      const news = world.told.filter(({ name }) => name === "message").map(({ message }) => message.id);
      const said = world.messages.slice(before).filter((one) => world.resets === 0 || one.thread_id === null);
      const gone = new Set(said.filter(({ deleted_at }) => deleted_at !== null).map(({ id }) => id));
      const isOnce = new Set(news).size === news.length && news.every((id) => id > before);
      return !isOnce || said.some(({ id }) => !gone.has(id) && !news.includes(id));
    });
    expect(wrong.map(({ seed }) => seed)).toEqual([]);
  });

  test("those of the room's stream are told in the order in which they were said", () => {
    const wrong = ends.filter(({ world }) => {
      const ids = world.told
        .filter(({ name, message }) => name === "message" && !message.to && message.thread_id === null)
        .map(({ message }) => message.id);
      return ids.some((id, at) => at > 0 && id < (ids[at - 1] ?? 0));
    });
    expect(wrong.map(({ seed }) => seed)).toEqual([]);
  });

  test("the last that is told of a message is how it is, unless a reset said that it may be otherwise", () => {
    const wrong = ends.filter(({ world, before }) => {
      if (world.resets > 0) return false;
      const last = new Map(world.told.map(({ message }) => [message.id, message.revision]));
      return world.messages.some(
        ({ id, revision }) => (id > before || revision > 0) && last.has(id) && last.get(id) !== revision,
      );
    });
    expect(wrong.map(({ seed }) => seed)).toEqual([]);
  });

  test("the schedules are of all kinds: with resets and without, and much is told", () => {
    expect(ends.filter(({ world }) => world.resets > 0).length).toBeGreaterThan(500);
    expect(ends.filter(({ world }) => world.resets === 0).length).toBeGreaterThan(500);
    expect(ends.reduce((sum, { world }) => sum + world.told.length, 0)).toBeGreaterThan(50_000);
  });
});
