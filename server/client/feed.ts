import type { ServerFrame } from "@/lib/events/schema";
import { resumeRoomsMax } from "@/lib/limits";
import type { MessageView } from "@/lib/messages/schema";
import type { RoomView, UnreadView } from "@/lib/rooms/schema";
import type { Tell } from "./events";
import { Heard } from "./heard";
import { refusalIn } from "./problem";

/** What is read of a room where the line could not tell all: everything new, and the version that it is at least of. */
export interface ReadAgain {
  room: RoomView;
  messages: MessageView[];
}

type MessageFrame = Extract<ServerFrame, { type: "message" | "message_changed" }>;

interface Room {
  /** The last change told without a gap. */
  version: number;
  /** The last change heard of. */
  heardVersion: number;
  messages: Heard;
  /** Even: what comes follows. Asked: a `resumed` is awaited. Reading: it is read again by REST. */
  state: "even" | "asked" | "reading";
  /** Whispers that overtook what was said before them. */
  early: MessageFrame[];
  /** One came into it while the line was gone, and is yet to be told. */
  isNews: boolean;
}

interface Effects {
  tell: Tell;
  /** Asks the server what changed since. */
  ask: (rooms: Record<number, number>) => void;
  /** Has a room read again, for `caughtUp`. */
  readAgain: (roomId: number, isKnown: (message: MessageView) => boolean) => void;
  /** A line that has come has told what was missed. */
  opened: () => void;
}

type Versioned =
  | "ready"
  | "message"
  | "message_changed"
  | "room"
  | "membership"
  | "resumed"
  | "reset"
  | "resync"
  | "added"
  | "removed";

/**
 * What the frames of a line, and of the lines that follow it, mean: each change told once and in the order of its room.
 * A frame that follows the last one is told; a gap is asked about, and what comes until the answer is in the answer.
 */
export class Feed {
  readonly #rooms = new Map<number, Room>();
  readonly #unread = new Map<number, UnreadView>();
  /** The rooms of which a line that has just come has still to say what was missed. */
  #opening: Set<number> | null = null;
  /** Until the first line has said that, nothing is told. */
  #isOpen = false;
  /** The greatest id of a message that was seen anywhere. */
  #lastId = 0;

  constructor(private readonly effects: Effects) {}

  hear(frame: ServerFrame): void {
    switch (frame.type) {
      case "ready":
        if (this.#isOpen) this.#again(frame);
        else this.#begin(frame);
        break;
      case "message":
      case "message_changed":
        this.#hearMessage(frame);
        break;
      case "room":
        this.#inOrder(frame.room_id, frame.version, () => this.#tell("room", frame.room));
        break;
      case "membership": {
        const { room_id, user, change } = frame;
        this.#inOrder(room_id, frame.version, () => this.#tell("membership", { room_id, user, change }));
        break;
      }
      case "resumed":
        this.#resume(frame);
        break;
      case "reset":
        this.#reset(frame.room_id);
        break;
      case "resync":
        this.#ask([...this.#rooms.keys()]);
        break;
      case "added":
        this.#add(frame.room);
        break;
      case "removed":
        this.#remove(frame.room_id);
        break;
      default:
        this.#pass(frame);
    }
  }

  /** What takes no version is told as it comes. */
  #pass(frame: Exclude<ServerFrame, { type: Versioned }>): void {
    switch (frame.type) {
      case "unread": {
        const { type, ...unread } = frame;
        this.#unread.set(frame.room_id, unread);
        this.#tell(type, unread);
        break;
      }
      case "draft": {
        const { type, saved: _, ...draft } = frame;
        this.#tell(type, draft);
        break;
      }
      case "read":
      case "typing":
      case "presence":
      case "thread":
      case "inbox": {
        const { type, ...event } = frame;
        this.#tell(type, event as never);
        break;
      }
      case "error":
        this.effects.tell("error", refusalIn(frame));
        break;
      case "ack":
      case "pong":
        break;
      default:
        // A newer server may say more than this client knows.
        frame satisfies never;
    }
  }

  /** The line is gone, and with it the answers that were awaited. */
  lost(): void {
    for (const room of this.#rooms.values()) if (room.state === "asked") room.state = "even";
  }

  /** Asks once more where no answer came: the question may have been refused. */
  askAgain(): void {
    this.#ask([...this.#rooms].filter(([, room]) => room.state === "asked").map(([roomId]) => roomId));
  }

  get isWaiting(): boolean {
    return [...this.#rooms.values()].some((room) => room.state === "asked");
  }

  /** Of a room that was read again; null where one does not belong to it any more. */
  caughtUp(roomId: number, read: ReadAgain | null): void {
    if (!read) {
      this.#remove(roomId);
      return;
    }
    const room = this.#rooms.get(roomId);
    if (room?.state !== "reading") return;
    const fresh = read.messages.filter((message) => !room.messages.has(message));
    for (const message of fresh) {
      this.#tellOne(room, message, true);
      room.messages.noteAhead(message, read.room.version);
    }
    room.version = read.room.version;
    room.heardVersion = Math.max(room.heardVersion, room.version);
    room.state = "even";
    this.#tell("room", read.room);
    this.#tell("reset", { room_id: roomId });
    this.#ask([roomId]);
  }

  readonly #tell: Tell = (name, event) => {
    if (this.#isOpen) this.effects.tell(name, event);
  };

  /** The first line: what was whispered lately is learnt, since a line tells it again after a break. */
  #begin({ rooms, unread }: Extract<ServerFrame, { type: "ready" }>): void {
    this.#rooms.clear();
    for (const [id, version] of Object.entries(rooms))
      this.#rooms.set(Number(id), newRoom(version, Number.MAX_SAFE_INTEGER));
    for (const { room_id, ...counts } of unread) this.#unread.set(room_id, counts);
    this.#askAll();
  }

  #askAll(): void {
    this.#opening = new Set(this.#rooms.keys());
    this.#ask([...this.#rooms.keys()]);
    this.#maybeOpen();
  }

  /** One room less is awaited. */
  #done(roomId: number): void {
    if (this.#opening?.delete(roomId)) this.#maybeOpen();
  }

  #maybeOpen(): void {
    if (!this.#opening || this.#opening.size > 0) return;
    this.#opening = null;
    if (!this.#isOpen) for (const room of this.#rooms.values()) room.messages.startAfter(this.#lastId);
    this.#isOpen = true;
    this.effects.opened();
    this.#ask([...this.#rooms].filter(([, room]) => isBehind(room)).map(([roomId]) => roomId));
  }

  #again({ rooms, unread }: Extract<ServerFrame, { type: "ready" }>): void {
    for (const [id, version] of Object.entries(rooms)) {
      const known = this.#rooms.get(Number(id));
      if (known) known.heardVersion = Math.max(known.heardVersion, version);
      else this.#rooms.set(Number(id), { ...newRoom(version, this.#lastId), isNews: true });
    }
    this.#tellUnread(new Map(unread.map(({ room_id, ...counts }) => [room_id, counts])));
    this.#askAll();
  }

  #tellUnread(now: Map<number, UnreadView>): void {
    for (const [room_id, { count, mentions }] of this.#unread)
      if (!now.has(room_id) && count + mentions > 0) now.set(room_id, { count: 0, mentions: 0, first_unread_id: null });
    for (const [room_id, counts] of now) {
      this.#unread.set(room_id, counts);
      this.#tell("unread", { room_id, ...counts });
    }
  }

  #hearMessage(frame: MessageFrame): void {
    const { type, room_id, version, message } = frame;
    const room = this.#rooms.get(room_id);
    if (!room) return;
    if (version === undefined) this.#hearWhisper(room, frame);
    else this.#inOrder(room_id, version, (ready) => this.#tellOne(ready, message, type === "message"));
  }

  /** It bears the version of the moment at which it was said. */
  #hearWhisper(room: Room, frame: MessageFrame): void {
    // While an answer is awaited it is in the answer, in its place.
    if (room.state !== "even") return;
    if (frame.message.version > room.version) room.early.push(frame);
    else this.#tellOne(room, frame.message, frame.type === "message");
  }

  #tellEarly(room: Room): void {
    const due = room.early.filter(({ message }) => message.version <= room.version);
    if (due.length === 0) return;
    room.early = room.early.filter(({ message }) => message.version > room.version);
    for (const { message, type } of due) this.#tellOne(room, message, type === "message");
  }

  /** A change that follows the last one is told, an older one was told already, a later one shows a gap. */
  #inOrder(roomId: number, version: number, tell: (room: Room) => void): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    room.heardVersion = Math.max(room.heardVersion, version);
    if (room.state !== "even" || version <= room.version) return;
    if (version > room.version + 1) {
      this.#ask([roomId]);
      return;
    }
    room.version = version;
    tell(room);
    this.#tellEarly(room);
  }

  #resume({ room_id, version, room: view, messages }: Extract<ServerFrame, { type: "resumed" }>): void {
    const room = this.#rooms.get(room_id);
    if (room?.state !== "asked") return;
    room.state = "even";
    // It may answer an earlier question, and bring what was told since.
    const untold = messages.filter((message) => message.to || message.version > room.version);
    const isNewer = version > room.version;
    room.version = Math.max(room.version, version);
    room.heardVersion = Math.max(room.heardVersion, version);
    this.#lastId = Math.max(this.#lastId, view.last_message?.id ?? 0);
    if (room.isNews) this.#tell("added", view);
    else if (isNewer) this.#tell("room", view);
    room.isNews = false;
    this.#tellAll(room, untold);
    room.messages.cameTo(room.version);
    room.messages.isEven = true;
    this.#tellEarly(room);
    if (this.#isOpen && isBehind(room)) this.#ask([room_id]);
    else this.#done(room_id);
  }

  #reset(roomId: number): void {
    const room = this.#rooms.get(roomId);
    if (room?.state !== "asked") return;
    if (!this.#isOpen) {
      room.state = "even";
      room.version = room.heardVersion;
      this.#done(roomId);
      return;
    }
    room.state = "reading";
    this.effects.readAgain(roomId, (message) => room.messages.has(message));
  }

  #add(view: RoomView): void {
    if (this.#rooms.has(view.id)) return;
    this.#lastId = Math.max(this.#lastId, view.last_message?.id ?? 0);
    this.#rooms.set(view.id, newRoom(view.version, this.#lastId));
    this.#tell("added", view);
    // What was whispered here before is learnt.
    this.#ask([view.id]);
  }

  #remove(roomId: number): void {
    const room = this.#rooms.get(roomId);
    this.#rooms.delete(roomId);
    this.#unread.delete(roomId);
    if (room && !room.isNews) this.#tell("removed", { room_id: roomId });
    this.#done(roomId);
  }

  #ask(roomIds: number[]): void {
    const open = roomIds.flatMap((roomId): [number, Room][] => {
      const room = this.#rooms.get(roomId);
      return room && room.state !== "reading" ? [[roomId, room]] : [];
    });
    for (const [, room] of open) room.state = "asked";
    for (let at = 0; at < open.length; at += resumeRoomsMax) {
      const some = open.slice(at, at + resumeRoomsMax);
      this.effects.ask(Object.fromEntries(some.map(([roomId, room]) => [roomId, room.version])));
    }
  }

  /** What is new first, in the order in which it was said, then what changed. */
  #tellAll(room: Room, messages: MessageView[]): void {
    const sorted = messages.map((message) => ({ message, news: room.messages.judge(message) }));
    for (const { message } of sorted) this.#note(room, message);
    const fresh = sorted
      .filter(({ news }) => news === "message")
      .sort((one, other) => one.message.id - other.message.id);
    for (const { message } of fresh) this.#tell("message", message);
    for (const { message, news } of sorted) if (news === "message_changed") this.#tell(news, message);
  }

  #tellOne(room: Room, message: MessageView, isSaidNew: boolean): void {
    const news = room.messages.judge(message, isSaidNew);
    this.#note(room, message);
    if (news) this.#tell(news, message);
  }

  #note(room: Room, message: MessageView): void {
    this.#lastId = Math.max(this.#lastId, message.id);
    room.messages.note(message, room.version);
  }
}

const isBehind = (room: Room): boolean => room.state === "even" && room.heardVersion > room.version;

const newRoom = (version: number, lastId: number): Room => ({
  version,
  heardVersion: version,
  messages: new Heard(lastId),
  state: "even",
  early: [],
  isNews: false,
});
