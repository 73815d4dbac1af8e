import type { ClientFrame, ServerFrame } from "@/lib/events/schema";
import { reconnectMsMax, reconnectMsMin } from "@/lib/limits";

export type LinkState = "connecting" | "open" | "away" | "signed-out";
type Listener = (frame: ServerFrame) => void;

const signedOutCodes = [4001, 4003];
/** The server pings sockets, but a page cannot see that: it asks by itself and counts silence as a break. */
const silenceMsMax = 30_000;

/** The one socket of a tab. It comes back by itself, with jitter, and tells what it hears and how it is. */
export class LiveSocket {
  #socket: WebSocket | null = null;
  #state: LinkState = "connecting";
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #heardAt = 0;
  readonly #listeners = new Set<Listener>();
  readonly #watchers = new Set<() => void>();

  start(): () => void {
    const again = () => this.#connectNow();
    const lost = () => this.#socket?.close();
    window.addEventListener("online", again);
    window.addEventListener("offline", lost);
    window.addEventListener("pageshow", again);
    this.#connectNow();
    return () => {
      window.removeEventListener("online", again);
      window.removeEventListener("offline", lost);
      window.removeEventListener("pageshow", again);
      this.#drop();
    };
  }

  send(frame: ClientFrame): boolean {
    // A line that is being given up takes nothing more, though its end is not told yet.
    if (this.#state !== "open" || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Every frame, in the order of arrival. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly state = (): LinkState => this.#state;

  #connectNow(): void {
    if (this.#socket || this.#state === "signed-out") return;
    clearTimeout(this.#retry);
    const socket = new WebSocket(new URL("/ws", location.href.replace(/^http/, "ws")));
    this.#socket = socket;
    socket.onmessage = (event) => this.#hear(String(event.data));
    socket.onclose = (event) => {
      if (this.#socket === socket) this.#lose(event.code);
    };
  }

  #hear(data: string): void {
    this.#heardAt = Date.now();
    const frame = parseFrame(data);
    if (!frame) return;
    if (frame.type === "ready") this.#opened(frame.heartbeat_ms);
    for (const listener of this.#listeners) listener(frame);
  }

  #opened(heartbeatMs: number): void {
    this.#attempt = 0;
    this.#change("open");
    clearInterval(this.#beat);
    this.#beat = setInterval(() => {
      if (Date.now() - this.#heardAt > silenceMsMax) this.#socket?.close();
      else this.send({ type: "ping" });
    }, heartbeatMs);
  }

  #lose(code: number): void {
    this.#drop();
    if (signedOutCodes.includes(code)) {
      this.#change("signed-out");
      return;
    }
    this.#change(this.#state === "open" ? "connecting" : "away");
    const ceiling = Math.min(reconnectMsMax, reconnectMsMin * 2 ** this.#attempt);
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.#connectNow(), ceiling / 2 + (Math.random() * ceiling) / 2);
  }

  #drop(): void {
    clearTimeout(this.#retry);
    clearInterval(this.#beat);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #change(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }
}

/** The frames come from our own server, over a socket that only it can have opened: their shape is trusted. */
function parseFrame(data: string): ServerFrame | null {
  try {
    const frame: unknown = JSON.parse(data);
    return typeof frame === "object" && frame !== null && "type" in frame ? (frame as ServerFrame) : null;
  } catch {
    return null;
  }
}
