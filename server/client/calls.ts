import { randomUUID } from "node:crypto";
import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import type { FileView } from "@/lib/files/schema";
import type { MessagePage, MessageView, OpenedThread } from "@/lib/messages/schema";
import type { UserView } from "@/lib/people/schema";
import type { MemberView, RoomView } from "@/lib/rooms/schema";
import { everyPage } from "./listing";
import { Names } from "./names";
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

/** What somebody signed in may ask for and do, by the REST API. */
export class Calls {
  readonly me: UserView;
  protected readonly ended = new AbortController();
  readonly #rest: Rest;
  readonly #names: Names;
  readonly #sending = new Map<number, Promise<unknown>>();

  constructor(rest: Rest, me: UserView) {
    this.me = me;
    this.#rest = rest;
    this.#names = new Names(rest);
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
    const signal = options.signal ? AbortSignal.any([options.signal, this.ended.signal]) : this.ended.signal;
    return this.#rest.call(method, path, body, { ...options, signal });
  }

  /** An answer as it comes: files, exports. @throws StaffroomError */
  fetch(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Response> {
    return this.#rest.fetch(method, path, body, { signal: this.ended.signal, ...options });
  }

  /** All pages of a list. */
  async list<T>(path: string, query: CallOptions["query"] = {}): Promise<T[]> {
    return everyPage<T>((asked) => this.call("GET", path, undefined, { query: asked }), query);
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
}
