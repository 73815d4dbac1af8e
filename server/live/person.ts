import type { Connection } from "./connection";
import { Places } from "./places";

/** Somebody who is connected here, with their sockets and their rooms. */
export class Person {
  readonly connections: Connection[] = [];
  readonly places = new Places();
  /** The one reading of their rooms, which their sockets share. */
  seated: Promise<void> | null = null;
  /** Of a guest: who shares a room with them, so that they hear of nobody else; null until it is read (again). */
  companions: Set<number> | null = null;

  constructor(
    readonly id: number,
    public isGuest: boolean,
  ) {}

  /** Those of their sockets that listen to a room. */
  connectionsIn(roomId: number): Connection[] {
    return this.connections.filter(({ only }) => only === null || only === roomId);
  }

  sendIn(roomId: number, frame: Buffer): void {
    for (const { wire } of this.connectionsIn(roomId)) wire.send(frame);
  }
}
