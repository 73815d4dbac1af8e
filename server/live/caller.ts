import type { RawData, WebSocket } from "ws";
import { openCredential } from "@/lib/auth/bearer";
import { readSession } from "@/lib/auth/sessions";
import { count } from "@/lib/counts";
import { AppError, asAppError, unauthenticated } from "@/lib/errors";
import { closeCodes } from "@/lib/events/schema";
import { preferredLocale } from "@/lib/i18n/locale";
import { queueRetrySeconds } from "@/lib/limits";
import { log } from "@/lib/log";
import { causeOf } from "./cause";
import { steadyMs } from "./clock";
import type { Connection } from "./connection";
import { answerFrame } from "./frames";
import { greet } from "./greet";
import type { Door } from "./house";
import { clientIdIn, parseFrame } from "./parse";
import type { Parts } from "./parts";
import { errorFrame } from "./refusal";
import { Window } from "./window";
import type { Wire } from "./wire";

/** One open socket from its first byte to its last. Its frames are answered one after the other. */
export class Caller {
  private connection: Connection | null = null;
  private readonly window: Window;
  private queued = 0;
  private queuedChars = 0;
  private tail: Promise<void> = Promise.resolve();

  constructor(
    private readonly parts: Parts,
    private readonly ws: WebSocket,
    readonly wire: Wire,
    private readonly door: Door,
  ) {
    this.window = new Window(parts.limits.framesPerWindow, parts.limits.framesWindowMs);
    ws.on("message", (data, isBinary) => this.receive(data, isBinary));
    ws.on("ping", (data) => this.answerPing(data));
    ws.on("pong", () => wire.heard());
    // What the library finds wrong (a frame too large) it closes itself; the peer may never answer.
    ws.on("error", () => wire.dropSoon());
    ws.on("close", () => this.leave());
  }

  /** Signs in with what came with the request, before any frame is looked at. */
  signInFirst(openCredential: () => Promise<string | null>): void {
    this.enqueue(async () => this.signIn(await openCredential()));
  }

  /** Nothing came with the request: the first frame is to say who this is, and soon. */
  awaitSignIn(): void {
    const { strangers, limits } = this.parts;
    strangers.add(this);
    const late = setTimeout(() => this.isStranger && this.wire.close(closeCodes.notSignedIn), limits.socketAuthMs);
    this.ws.once("close", () => {
      clearTimeout(late);
      strangers.delete(this);
    });
  }

  private get isStranger(): boolean {
    return this.parts.strangers.has(this);
  }

  private receive(data: RawData, isBinary: boolean): void {
    this.wire.heard();
    if (!this.wire.isOpen) return;
    count("frames_received");
    const nowMs = steadyMs();
    const verdict = this.window.take(nowMs);
    const text = String(data);
    if (verdict === "stop") this.stopReading(this.window.msLeft(nowMs));
    if (verdict !== "pass") this.refuseOne(text, Math.ceil(this.window.msLeft(nowMs) / 1_000));
    else if (this.isFull(text)) this.refuseOne(text, queueRetrySeconds);
    else if (isBinary) this.sendError(new AppError("invalid", "frameNotJson"));
    else this.enqueue(() => this.handle(text), text.length);
  }

  private isFull({ length }: string): boolean {
    const { framesQueuedMax, framesQueuedCharsMax } = this.parts.limits;
    return this.queued >= framesQueuedMax || this.queuedChars + length > framesQueuedCharsMax;
  }

  /** Its sender is to know which one it was, and when to send it again. */
  private refuseOne(text: string, seconds: number): void {
    this.sendError(
      new AppError("rate_limited", undefined, { retryAfterSeconds: Math.max(1, seconds) }),
      clientIdIn(text),
    );
  }

  /** What is sent waits at its sender's, and is lost to nobody. */
  private stopReading(forMs: number): void {
    if (this.ws.isPaused) return;
    this.ws.pause();
    setTimeout(() => this.ws.resume(), forMs).unref();
  }

  private async handle(data: string): Promise<void> {
    if (!this.wire.isOpen) return;
    const parsed = parseFrame(data);
    if (!this.connection && "frame" in parsed && parsed.frame.type === "auth")
      return this.signIn(await openCredential(parsed.frame.token));
    try {
      if ("error" in parsed) throw parsed.error;
      if (this.connection) await answerFrame(this.parts, this.connection, parsed.frame);
      else if (parsed.frame.type !== "auth") throw unauthenticated();
    } catch (error) {
      this.refuse(asAppError(error), parsed.clientId);
    }
  }

  private async signIn(sessionId: string | null): Promise<void> {
    this.parts.strangers.delete(this);
    const readAtMs = steadyMs();
    const actor = sessionId === null ? null : await readSession(sessionId);
    if (!actor || actor.mustSecure) return this.wire.close(closeCodes.notSignedIn);
    if (!this.wire.isOpen) return;
    // Before anybody can write to it: `ready` is to be the first that it hears.
    this.wire.hold();
    const connection = this.parts.house.enter(actor, readAtMs, this.wire, this.door);
    if (!connection) return this.wire.close(closeCodes.tooMany);
    this.connection = connection;
    this.parts.presence.look(connection.person);
    await this.parts.welcomes.pass(() => greet(this.parts, connection));
  }

  private refuse(error: AppError, clientId: string | undefined): void {
    if (error.code === "unavailable") log.warn({ err: causeOf(error) }, "a frame was not answered");
    // A session that has ended takes its sockets with it.
    if (error.code === "unauthenticated" && this.connection) this.wire.close(closeCodes.signedOut);
    else this.sendError(error, clientId);
  }

  private sendError(error: AppError, clientId?: string): void {
    const locale = this.connection?.locale ?? preferredLocale(this.door.language, "en");
    this.wire.send(errorFrame(error, locale, clientId));
  }

  private answerPing(data: Buffer): void {
    this.wire.heard();
    if (this.wire.isOpen && this.window.take(steadyMs()) === "pass") this.ws.pong(data);
  }

  /** A job that fails has left the socket in a state that nobody knows: the client is to come again. */
  private enqueue(job: () => Promise<void>, chars = 0): void {
    this.queued++;
    this.queuedChars += chars;
    this.tail = this.tail
      .then(job)
      .catch((error) => {
        log.warn({ err: causeOf(error) }, "a socket was given up");
        this.wire.close(closeCodes.restarting);
      })
      .finally(() => {
        this.queued--;
        this.queuedChars -= chars;
      });
  }

  private leave(): void {
    if (this.connection) this.parts.house.leave(this.connection);
    this.connection = null;
  }
}
