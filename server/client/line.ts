import { WebSocket } from "ws";
import type { ClientFrame, ServerFrame } from "@/lib/events/schema";
import { clientAnswerMs, clientGoodbyeMs, clientSilenceMs, reconnectMsMax, reconnectMsMin } from "@/lib/limits";
import type { Credential } from "./credential";
import { backoffMs } from "./pause";
import { StaffroomError } from "./problem";

interface LineOptions {
  address: URL;
  credential: Credential;
  /** In which the server is to say why it refuses something. */
  language: string;
  hear: (frame: ServerFrame) => void;
  /** The line is gone. It comes back by itself, or has ended for the reason that is given. */
  lost: (code: number, end: StaffroomError | null) => void;
}

/** Not signed in, and signed out. */
const outCodes = [4001, 4003];

/** The WebSocket to the server: it comes back by itself, and a silent one counts as broken. */
export class Line {
  #socket: WebSocket | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #attempt = 0;
  #heardAt = 0;
  #token = "";
  /** The token was renewed, and has not been seen to work since. */
  #isTrying = false;
  #isReady = false;
  #isClosed = false;

  constructor(private readonly options: LineOptions) {}

  start(): void {
    void this.#connect();
  }

  get isOpen(): boolean {
    return this.#isReady;
  }

  /** @returns whether there was a line to send it over */
  send(frame: ClientFrame): boolean {
    if (!this.#isReady || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  async #connect(): Promise<void> {
    try {
      this.#token = await this.options.credential.token();
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (this.#isClosed) return;
    const { address, language } = this.options;
    const socket = new WebSocket(address, {
      headers: { "accept-language": language },
      handshakeTimeout: clientAnswerMs,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    this.#heardAt = performance.now();
    this.#watch(clientSilenceMs / 2);
    // In a frame: addresses are written into the logs of proxies.
    socket.on("open", () => socket.send(JSON.stringify({ type: "auth", token: this.#token })));
    socket.on("message", (data) => this.#socket === socket && this.#hear(String(data)));
    socket.on("ping", () => this.#sign());
    socket.on("error", () => {});
    socket.on("close", (code) => this.#socket === socket && this.#lose(code));
  }

  #hear(data: string): void {
    this.#sign();
    const frame = parseFrame(data);
    if (!frame) return;
    if (frame.type === "ready") {
      this.#attempt = 0;
      this.#isTrying = false;
      this.#isReady = true;
      this.#watch(frame.heartbeat_ms);
    }
    this.options.hear(frame);
  }

  #sign(): void {
    this.#heardAt = performance.now();
  }

  #watch(everyMs: number): void {
    clearInterval(this.#beat);
    this.#beat = setInterval(() => {
      if (performance.now() - this.#heardAt > Math.max(clientSilenceMs, 2 * everyMs)) this.#lose(1006);
      else this.send({ type: "ping" });
    }, everyMs);
  }

  #lose(code: number): void {
    this.#drop();
    if (this.#isClosed) return;
    if (!outCodes.includes(code)) this.#comeAgain(code);
    else if (this.#isTrying) this.#end(code, signedOut());
    else this.#renew(code);
  }

  #renew(code: number): void {
    this.#isTrying = true;
    this.options.credential.renew(this.#token).then(
      () => this.#comeAgain(code, 0),
      (error: unknown) => this.#fail(error, code),
    );
  }

  /** There was no token to be had. */
  #fail(error: unknown, code = 4001): void {
    if (this.#isClosed) return;
    if (!(error instanceof StaffroomError)) this.#end(code, signedOut(error));
    else if (error.isRefusal && error.code !== "rate_limited") this.#end(code, error);
    else {
      this.#isTrying = false;
      this.#comeAgain(1006);
    }
  }

  #comeAgain(code: number, afterMs = backoffMs(this.#attempt, { min: reconnectMsMin, max: reconnectMsMax })): void {
    if (this.#isClosed) return;
    this.#attempt += 1;
    this.options.lost(code, null);
    this.#retry = setTimeout(() => void this.#connect(), afterMs);
  }

  #end(code: number, why: StaffroomError): void {
    this.#isClosed = true;
    this.options.lost(code, why);
  }

  #drop(): void {
    clearTimeout(this.#retry);
    clearInterval(this.#beat);
    const socket = this.#socket;
    this.#socket = null;
    this.#isReady = false;
    if (socket?.readyState === WebSocket.OPEN) socket.close();
    // Whoever is silent does not answer that either.
    setTimeout(() => socket?.terminate(), clientGoodbyeMs).unref();
  }
}

const signedOut = (cause?: unknown) =>
  new StaffroomError("unauthenticated", { status: 401, detail: "The session has ended. Sign in again.", cause });

/** The frames come from the server that one has signed in to: their shape is trusted. */
function parseFrame(data: string): ServerFrame | null {
  try {
    const frame: unknown = JSON.parse(data);
    return typeof frame === "object" && frame !== null && "type" in frame ? (frame as ServerFrame) : null;
  } catch {
    return null;
  }
}
