import { setTimeout as pause } from "node:timers/promises";
import { log } from "@/lib/log";
import { causeOf } from "./cause";
import { steadyMs } from "./clock";
import type { House } from "./house";
import type { LiveLimits } from "./options";
import type { Room } from "./room";
import { seatArriving } from "./seating";
import { type Counts, tellChanges } from "./tell";

/**
 * Tells rooms what the database says has changed. News only pokes: each room is told all its versions once, in their
 * order. While one reading runs, further pokes only move its goal, so that a busy room is read in few and long strides.
 */
export class Relay {
  constructor(
    private readonly house: House,
    private readonly counts: Counts,
    private readonly limits: LiveLimits,
  ) {}

  /** A room is said to have come to a version. */
  poke(roomId: number, version: number): void {
    const room = this.house.rooms.get(roomId);
    if (!room || version <= room.target) return;
    room.target = version;
    void this.pump(room);
  }

  /** Lets a person hear a room, if the database says that they belong to it. @returns when that is done */
  seat(roomId: number, personId: number): Promise<void> {
    const person = this.house.persons.get(personId);
    if (!person || person.places.has(roomId)) return Promise.resolve();
    const room = this.house.room(roomId);
    return new Promise((resolve) => {
      const waiting = room.arriving.get(personId);
      if (waiting) waiting.push(resolve);
      else room.arriving.set(personId, [resolve]);
      void this.pump(room);
    });
  }

  /** Goes on where a reading had failed, or where a room was first told. */
  goOn(room: Room): void {
    void this.pump(room);
  }

  private async pump(room: Room): Promise<void> {
    if (room.pumping) return;
    room.pumping = true;
    try {
      while (hasWork(room)) {
        if (room.arriving.size > 0) await seatArriving(this.house, room);
        else await this.tell(room);
      }
    } catch (error) {
      log.warn({ roomId: room.id, err: causeOf(error) }, "not told yet");
    } finally {
      room.pumping = false;
      this.house.dropIfEmpty(room);
    }
  }

  private async tell(room: Room): Promise<void> {
    const waitMs = room.toldAtMs + this.limits.roomTellMs - steadyMs();
    if (waitMs > 0) await pause(Math.min(waitMs, this.limits.roomTellMs));
    await tellChanges(this.house, this.counts, room, this.limits.resumeChangesMax);
    room.toldAtMs = steadyMs();
  }
}

const hasWork = (room: Room): boolean =>
  room.arriving.size > 0 || (room.members.length > 0 && room.told !== null && room.target > room.told);
