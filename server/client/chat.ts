import { randomUUID } from "node:crypto";
import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import type { FileView } from "@/lib/files/schema";
import { clientPatienceMs, clientResumeMs } from "@/lib/limits";
import type { MessagePage, MessageView, OpenedThread } from "@/lib/messages/schema";
import type { UserView } from "@/lib/people/schema";
import type { MemberView, RoomView } from "@/lib/rooms/schema";
import { readAgain } from "./catching-up";
import type { Credential } from "./credential";
import { type Events, type Handler, Listeners } from "./events";
import { Feed } from "./feed";
import { Line } from "./line";
import { Names } from "./names";
import { noAnswer, StaffroomError } from "./problem";
import type { CallOptions, Rest } from "./rest";

/** A room by its id or its name, or a person as `@username`, with whom one then talks alone. */
export type RoomName = number | string;
/** A person by id or by user name, with or without its @. */
export type PersonName = number | string;

export interface Place {
  before?: number;
  after?: number;
  around?: number;
  limit?: number;
}

export interface Sending {
  /** To this person alone: a whisper. */
  to?: PersonName | null;
  /** The id of the message that it answers. */
  replyTo?: number | null;
  /** The id of the message in whose thread it is said. */
  threadId?: number | null;
  /** Paths of files, or ids of what was uploaded. */
  files?: (string | number)[];
  /** A UUID of one's own: what is sent again with the same one appears once. */
  clientId?: string;
  /** How long it is tried, where there is no answer. */
  patienceMs?: number;
  signal?: AbortSignal;
}

interface Parts {
  rest: Rest;
  credential: Credential;
  socketAddress: URL;
  me: UserView;
}

/** Somebody signed in, with the calls of the REST API and what happens live. */
export class Chat {
  readonly me: UserView;
  readonly #rest: Rest;
  readonly #names: Names;
  readonly #listeners = new Listeners();
  readonly #feed: Feed;
  readonly #line: Line;
  readonly #ended = new AbortController();
  readonly #sending = new Map<number, Promise<unknown>>();
  #opening: { promise: Promise<void>; resolve: () => void; reject: (error: unknown) => void } | null = null;
  #isConnected = false;
  #nudge: ReturnType<typeof setInterval> | undefined;

  constructor({ rest, credential, socketAddress, me }: Parts) {
    this.me = me;
    this.#rest = rest;
    this.#names = new Names(rest);
    this.#feed = new Feed({
      tell: this.#listeners.tell,
      ask: (rooms) => void this.#line.send({ type: "resume", rooms }),
      readAgain: (roomId, isKnown) => void this.#readAgain(roomId, isKnown),
      opened: () => this.#opened(),
    });
    this.#line = new Line({
      address: socketAddress,
      credential,
      hear: (frame) => this.#feed.hear(frame),
      lost: (code, end) => this.#lost(code, end),
    });
  }

  /**
   * Listens to what happens from the moment when `live` has answered; handlers that are put in place right after it miss
   * nothing. @returns how to stop listening
   */
  on<E extends keyof Events>(name: E, handler: Handler<E>): () => void {
    return this.#listeners.on(name, handler);
  }

  /** Opens the live line, which `connect` does by itself; it answers when the line is there. @throws StaffroomError */
  live(patienceMs = clientPatienceMs): Promise<void> {
    if (this.#opening) return this.#opening.promise;
    const opening = deferred();
    this.#opening = opening;
    const late = setTimeout(
      () => {
        this.close();
        opening.reject(noAnswer(new Error("no live line could be opened")));
      },
      Math.min(patienceMs, timerMsMax),
    );
    this.#nudge = setInterval(() => this.#feed.isWaiting && this.#feed.askAgain(), clientResumeMs);
    this.#line.start();
    return opening.promise.finally(() => clearTimeout(late));
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** The rooms that one belongs to, newest talk first; or those that one may join. */
  async rooms(scope: "mine" | "open" = "mine"): Promise<RoomView[]> {
    return this.list<RoomView>("rooms", { scope });
  }

  /** One room, as one sees it now. @throws StaffroomError `not_found`, `conflict` where several bear the name */
  async room(room: RoomName): Promise<RoomView> {
    return this.call("GET", `rooms/${await this.roomId(room)}`);
  }

  roomId(room: RoomName): Promise<number> {
    return this.#names.roomId(room);
  }

  personId(person: PersonName): Promise<number> {
    return this.#names.personId(person);
  }

  async members(room: RoomName): Promise<MemberView[]> {
    return this.list<MemberView>(`rooms/${await this.roomId(room)}/members`);
  }

  /** A page of a room's messages, the oldest first: the newest, or those before, after or around a message. */
  async history(room: RoomName, place: Place = {}): Promise<MessagePage> {
    return this.call("GET", `rooms/${await this.roomId(room)}/messages`, undefined, { query: { ...place } });
  }

  thread(rootId: number, place: Place = {}): Promise<OpenedThread> {
    return this.call("GET", `messages/${rootId}/thread`, undefined, { query: { ...place } });
  }

  /**
   * Says something, once, however often it has to be tried; one message of a room after the other.
   * @throws StaffroomError; where `isRefusal` is false it may have been said: the same `clientId` again does no harm
   */
  async send(room: RoomName, text: string, sending: Sending = {}): Promise<MessageView> {
    const clientId = sending.clientId ?? randomUUID();
    const roomId = await this.roomId(room);
    const before = this.#sending.get(roomId) ?? Promise.resolve();
    const sent = before.catch(() => {}).then(() => this.#post(roomId, text, clientId, sending));
    this.#sending.set(roomId, sent);
    sent.catch(() => {}).then(() => this.#sending.get(roomId) === sent && this.#sending.delete(roomId));
    return sent;
  }

  /** Answers a message with a quote of it, where it was said: in its thread, and a whisper to whoever whispered. */
  reply(message: MessageView, text: string, sending: Sending = {}): Promise<MessageView> {
    const { id, thread_id, to, author } = message;
    const other = to && (author.id === this.me.id ? to.id : author.id);
    return this.send(message.room_id, text, { replyTo: id, threadId: thread_id, to: other, ...sending });
  }

  /** One has read the room up to this message; it never moves back. */
  async read(room: RoomName, messageId: number): Promise<void> {
    const body = { message_id: messageId };
    await this.call("POST", `rooms/${await this.roomId(room)}/read`, body, { isRepeatable: true });
  }

  /** One is writing; worth saying every three seconds. Lost where there is no line. */
  async typing(room: RoomName): Promise<void> {
    this.#line.send({ type: "typing", room_id: await this.roomId(room) });
  }

  presence(status: "online" | "away"): void {
    this.#line.send({ type: "presence", status });
  }

  /** Hands over a file; what no message carries within a day is dropped. */
  async upload(path: string, options: CallOptions & { name?: string } = {}): Promise<FileView> {
    const form = new FormData();
    form.append("file", await openAsBlob(path), options.name ?? basename(path));
    return this.call("POST", "files", form, { answerMs: null, isRepeatable: true, ...options });
  }

  /**
   * Any call of the REST API.
   * @param path below `/api/v1`, such as `rooms/5/pins`
   * @throws StaffroomError
   */
  call<T = unknown>(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<T> {
    const signal = options.signal ? AbortSignal.any([options.signal, this.#ended.signal]) : this.#ended.signal;
    return this.#rest.call(method, path, body, { ...options, signal });
  }

  /** An answer as it comes: files, exports. @throws StaffroomError */
  fetch(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Response> {
    return this.#rest.fetch(method, path, body, { signal: this.#ended.signal, ...options });
  }

  /** All pages of a list. */
  async list<T>(path: string, query: CallOptions["query"] = {}): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | undefined; ; ) {
      const page: { items: T[]; next_cursor?: string | null } = await this.call("GET", path, undefined, {
        query: { ...query, cursor },
      });
      items.push(...page.items);
      if (!page.next_cursor) return items;
      cursor = page.next_cursor;
    }
  }

  /** Ends the line and whatever is still tried. */
  close(): void {
    this.#ended.abort();
    clearInterval(this.#nudge);
    this.#line.close();
    this.#isConnected = false;
  }

  async #post(roomId: number, text: string, clientId: string, sending: Sending): Promise<MessageView> {
    const { patienceMs, signal, files = [] } = sending;
    const fileIds: number[] = [];
    for (const file of files) fileIds.push(typeof file === "number" ? file : (await this.upload(file, { signal })).id);
    const body = {
      text,
      client_id: clientId,
      to: sending.to == null ? undefined : await this.personId(sending.to),
      reply_to: sending.replyTo,
      thread_id: sending.threadId,
      file_ids: fileIds.length > 0 ? fileIds : undefined,
    };
    return this.call("POST", `rooms/${roomId}/messages`, body, { patienceMs, signal, isRepeatable: true });
  }

  #opened(): void {
    this.#isConnected = true;
    this.#opening?.resolve();
    this.#listeners.tell("connected", {});
  }

  #lost(code: number, end: StaffroomError | null): void {
    const was = this.#isConnected;
    this.#isConnected = false;
    this.#feed.lost();
    if (end) {
      clearInterval(this.#nudge);
      this.#opening?.reject(end);
    }
    if (was || end) this.#listeners.tell("disconnected", { code, returns: end === null });
  }

  async #readAgain(roomId: number, isKnown: (message: MessageView) => boolean): Promise<void> {
    try {
      this.#feed.caughtUp(roomId, await readAgain(this, roomId, isKnown));
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      const isGone = error instanceof StaffroomError && ["not_found", "forbidden"].includes(error.code);
      if (isGone) this.#feed.caughtUp(roomId, null);
      else this.#listeners.tell("error", error);
    }
  }
}

function deferred() {
  let resolve = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<void>((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
}

/** A longer timer fires at once. */
const timerMsMax = 2 ** 31 - 1;
