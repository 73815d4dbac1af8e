import { expect, test } from "vitest";
import { createRoom, editRoom } from "@/lib/rooms/mutations";
import { person, roomOf, sayAll, type TestPerson } from "@/server/testing/world";
import { House } from "./house";
import { Inbox } from "./inbox";
import { liveLimits } from "./options";
import { startRoom } from "./room";
import { tellChanges } from "./tell";
import { Unread } from "./unread";
import type { Wire } from "./wire";

/** A listener that keeps the very buffers that are written to it. */
function listen(house: House, who: TestPerson, roomId: number): Buffer[] {
  const written: Buffer[] = [];
  const wire = { send: (frame: Buffer) => void written.push(frame) } as unknown as Wire;
  const connection = house.enter(who.actor, 0, wire, { only: null, language: null });
  if (connection) house.seat(house.room(roomId), connection.person, 0);
  return written;
}

const countsOf = (house: House) => ({
  unread: new Unread(house, liveLimits),
  inbox: new Inbox(house, liveLimits),
});

test("what all members see is encoded once and written once to each", async () => {
  const [anna, boris, clara] = [await person("anna"), await person("boris"), await person("clara")];
  const view = await roomOf(anna, boris, clara);
  const house = new House(liveLimits);
  const heard = [anna, boris, clara].map((who) => listen(house, who, view.id));
  const room = house.room(view.id);
  startRoom(room, view.version, 0);
  await sayAll(anna, view, "one", "two", "three");
  room.target = view.version + 3;
  await tellChanges(house, countsOf(house), room, 500);
  expect(heard.map((frames) => frames.length)).toEqual([1, 1, 1]);
  expect(heard[1]?.[0]).toBe(heard[0]?.[0]);
  expect(heard[2]?.[0]).toBe(heard[0]?.[0]);
});

test("the room itself is told to each as they see it, in one write", async () => {
  const [anna, boris] = [await person("anna"), await person("boris")];
  const view = await createRoom(anna.actor, { name: "Before", member_ids: [boris.id] });
  const house = new House(liveLimits);
  const [hers, his] = [listen(house, anna, view.id), listen(house, boris, view.id)];
  const room = house.room(view.id);
  startRoom(room, view.version, 0);
  await sayAll(anna, view, "one");
  await editRoom(anna.actor, { roomId: view.id, name: "After" });
  room.target = view.version + 2;
  await tellChanges(house, countsOf(house), room, 500);
  expect(String(hers[0])).toContain('"my_role":"admin"');
  expect(String(his[0])).toContain('"my_role":"member"');
  expect([hers.length, his.length]).toEqual([1, 1]);
});
