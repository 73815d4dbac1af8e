import { clientPatienceMs, clientResumeMs } from "@/lib/limits";
import type { MessageView } from "@/lib/messages/schema";
import type { UserView } from "@/lib/people/schema";
import { Calls, type RoomName } from "./calls";
import { readAgain } from "./catching-up";
import type { Credential } from "./credential";
import { type Events, type Handler, Listeners } from "./events";
import { Feed } from "./feed";
import { Line } from "./line";
import { noAnswer, StaffroomError } from "./problem";
import type { Rest } from "./rest";

interface Parts {
  rest: Rest;
  credential: Credential;
  socketAddress: URL;
  language: string;
  me: UserView;
}

/** Somebody signed in, with the calls of the REST API and what happens live. */
export class Chat extends Calls {
  readonly #listeners = new Listeners();
  readonly #feed: Feed;
  readonly #line: Line;
  #opening: { promise: Promise<void>; resolve: () => void; reject: (error: unknown) => void } | null = null;
  #isConnected = false;
  #wasConnected = false;
  #nudge: ReturnType<typeof setInterval> | undefined;

  constructor({ rest, credential, socketAddress, language, me }: Parts) {
    super(rest, me);
    this.#feed = new Feed({
      tell: this.#listeners.tell,
      ask: (rooms) => void this.#line.send({ type: "resume", rooms }),
      readAgain: (roomId, isKnown) => void this.#readAgain(roomId, isKnown),
      opened: () => this.#opened(),
    });
    this.#line = new Line({
      address: socketAddress,
      credential,
      language,
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
        opening.reject(noAnswer(new Error("no live line could be opened")));
        this.close();
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

  /** One is writing; worth saying every three seconds. Lost where there is no line. */
  async typing(room: RoomName): Promise<void> {
    this.#line.send({ type: "typing", room_id: await this.roomId(room) });
  }

  presence(status: "online" | "away"): void {
    this.#line.send({ type: "presence", status });
  }

  /** Ends the line and whatever is still tried. */
  close(): void {
    this.ended.abort();
    clearInterval(this.#nudge);
    this.#line.close();
    this.#isConnected = false;
    this.#opening?.reject(noAnswer(new Error("it was closed before")));
  }

  #opened(): void {
    this.#isConnected = true;
    this.#wasConnected = true;
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
    if (end && this.#wasConnected && !this.#listeners.hear("disconnected")) throwAlone(end);
  }

  async #readAgain(roomId: number, isKnown: (message: MessageView) => boolean): Promise<void> {
    try {
      this.#feed.caughtUp(roomId, await readAgain(this, roomId, isKnown));
    } catch (error) {
      if (this.ended.signal.aborted) return;
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

/** Where nobody could catch it: the process ends with it, unless it hears of such ends. */
function throwAlone(error: StaffroomError): void {
  setImmediate(() => {
    throw error;
  });
}
