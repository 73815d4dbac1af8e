import type { WebSocket } from "ws";
import type { ClientFrame, ServerFrame } from "@/lib/events/schema";

type OneFrame<F, T> = F extends { type: infer U } ? (T extends U ? F : never) : never;
export type FrameOf<T extends ServerFrame["type"]> = OneFrame<ServerFrame, T>;

interface Waiter {
  wants: (frame: ServerFrame) => boolean;
  take: (frame: ServerFrame) => void;
}

const patienceMs = 8_000;

/** A client's socket in a test: it keeps what comes, and waits for what is meant instead of sleeping. */
export class TestSocket {
  /** All frames so far, in their order. */
  readonly frames: ServerFrame[] = [];
  /** The code with which it was closed. */
  readonly closed: Promise<number>;
  private readonly untaken: ServerFrame[] = [];
  private waiters: Waiter[] = [];

  constructor(readonly ws: WebSocket) {
    ws.on("message", (data) => this.receive(JSON.parse(String(data))));
    ws.on("error", () => {});
    this.closed = new Promise((resolve) => ws.once("close", resolve));
  }

  send(frame: ClientFrame): void {
    this.sendRaw(JSON.stringify(frame));
  }

  sendRaw(data: string | Buffer): void {
    this.ws.send(data);
  }

  /** The next frame of a type that no one has waited for yet, past or to come. */
  next<T extends ServerFrame["type"]>(
    type: T,
    where: (frame: FrameOf<T>) => boolean = () => true,
  ): Promise<FrameOf<T>> {
    const isWanted = (frame: ServerFrame): frame is FrameOf<T> => frame.type === type && where(frame as FrameOf<T>);
    return new Promise((resolve, reject) => {
      const at = this.untaken.findIndex(isWanted);
      const [there] = at >= 0 ? this.untaken.splice(at, 1) : [];
      if (there) return resolve(there as FrameOf<T>);
      const late = setTimeout(
        () => reject(new Error(`no ${type} as meant among: ${this.frames.map((frame) => frame.type).join(", ")}`)),
        patienceMs,
      );
      this.waiters.push({
        wants: isWanted,
        take: (frame) => {
          clearTimeout(late);
          resolve(frame as FrameOf<T>);
        },
      });
    });
  }

  /** What has come of a type. */
  heard<T extends ServerFrame["type"]>(type: T): FrameOf<T>[] {
    return this.frames.filter((frame): frame is ServerFrame & FrameOf<T> => frame.type === type);
  }

  /** Everything of some types, once all that the sidecar wrote before this moment has come in. */
  async received(...types: ServerFrame["type"][]): Promise<ServerFrame[]> {
    this.send({ type: "ping" });
    await this.next("pong");
    return this.frames.filter((frame) => types.includes(frame.type));
  }

  close(): Promise<number> {
    this.ws.close();
    return this.closed;
  }

  private receive(frame: ServerFrame): void {
    this.frames.push(frame);
    const waiter = this.waiters.find(({ wants }) => wants(frame));
    this.waiters = this.waiters.filter((other) => other !== waiter);
    if (waiter) waiter.take(frame);
    else this.untaken.push(frame);
  }
}
