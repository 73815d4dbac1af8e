import { once } from "node:events";
import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import { count } from "@/lib/counts";
import { closeCodes } from "@/lib/events/schema";
import { socketCloseMs, socketDrainMs } from "@/lib/limits";
import { framesIn, joinFrames } from "./encode";

const ping = Buffer.from([0x89, 0x00]);
const unansweredMax = 2;

/**
 * One open socket as a place to write frames to. Frames go to the raw socket, around the library's own counting;
 * so what waits there is watched here, and a reader that falls too far behind is cut off.
 */
export class Wire {
  private held: Buffer[] | null = null;
  private heldBytes = 0;
  private unanswered = 0;

  constructor(
    private readonly ws: WebSocket,
    private readonly socket: Duplex,
    private readonly bufferBytesMax: number,
  ) {}

  get isOpen(): boolean {
    return this.ws.readyState === WebSocket.OPEN;
  }

  send(frame: Buffer): void {
    if (this.held) this.keep(this.held, frame);
    else this.write(frame);
  }

  /** From here on frames wait, until `release`, so that an answer that takes time to read goes out before them. */
  hold(): void {
    this.held ??= [];
  }

  /** Writes an answer past what is held, and waits until the reader has taken it. */
  async answer(frame: Buffer): Promise<void> {
    if (!this.isOpen) return;
    count("frames_sent", framesIn(frame));
    if (this.socket.write(frame)) return;
    const over = new AbortController();
    const late = setTimeout(() => over.abort(), socketDrainMs);
    const { signal } = over;
    await Promise.race([once(this.socket, "drain", { signal }), once(this.ws, "close", { signal })])
      .catch(() => this.cut())
      .finally(() => {
        clearTimeout(late);
        over.abort();
      });
  }

  /** Writes what has waited; what comes after goes on waiting. */
  flush(): void {
    if (!this.held?.length) return;
    const frames = this.held;
    this.held = [];
    this.heldBytes = 0;
    this.write(joinFrames(frames));
  }

  release(): void {
    this.flush();
    this.held = null;
  }

  /** Asks for a sign of life; a peer that left two of them unanswered is gone. */
  beat(): void {
    if (this.unanswered >= unansweredMax) this.drop();
    else if (this.isOpen) this.socket.write(ping);
    this.unanswered++;
  }

  heard(): void {
    this.unanswered = 0;
  }

  /** Says why and closes; a peer that does not answer is dropped. */
  close(code: number, graceMs = socketCloseMs): void {
    if (this.ws.readyState >= WebSocket.CLOSING) return;
    this.ws.close(code);
    this.dropSoon(graceMs);
  }

  dropSoon(graceMs = socketCloseMs): void {
    setTimeout(() => this.drop(), graceMs).unref();
  }

  drop(): void {
    this.ws.terminate();
  }

  private write(frame: Buffer): void {
    if (!this.isOpen) return;
    count("frames_sent", framesIn(frame));
    this.socket.write(frame);
    if (this.socket.writableLength > this.bufferBytesMax) this.cut();
  }

  private keep(held: Buffer[], frame: Buffer): void {
    held.push(frame);
    this.heldBytes += frame.length;
    if (this.heldBytes > this.bufferBytesMax) this.cut();
  }

  /** It has the time to read what waits for it, and at its end why it was cut. */
  private cut(): void {
    this.held = null;
    this.close(closeCodes.tooSlow, socketDrainMs);
  }
}
