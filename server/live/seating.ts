import { roomForEach } from "@/lib/rooms/data";
import type { RoomView } from "@/lib/rooms/schema";
import { roomsOf } from "@/lib/rooms/seats";
import { encodeFrame } from "./encode";
import { type House, settle } from "./house";
import type { Person } from "./person";
import { type Room, startRoom } from "./room";

/** Seats a person who has just come in all their rooms. Their sockets share one reading. */
export function seatPerson(house: House, person: Person): Promise<void> {
  person.seated ??= seatInAll(house, person).catch((error) => {
    person.seated = null;
    throw error;
  });
  return person.seated;
}

async function seatInAll(house: House, person: Person): Promise<void> {
  const rooms = await roomsOf(person.id);
  if (house.persons.get(person.id) !== person) return;
  house.seatInAll(person, rooms);
}

/** Seats those who wait for it and are members, and shows them the room before they hear anything of it. */
export async function seatArriving(house: House, room: Room): Promise<void> {
  const personIds = [...room.arriving.keys()];
  const views = await readViews(room, personIds);
  for (const personId of personIds) {
    const view = views.get(personId);
    // Whoever was taken out while we read has been struck off the list.
    if (view && room.arriving.has(personId)) seatWith(house, room, personId, view);
    settle(room, personId);
  }
}

async function readViews(room: Room, personIds: number[]): Promise<Map<number, RoomView>> {
  try {
    const views = await roomForEach(room.id, personIds);
    return new Map([...views].filter(([, view]) => view.my_role !== null));
  } catch (error) {
    // They are left to the next sweep, and whoever waits for the seat goes on without it.
    for (const personId of personIds) settle(room, personId);
    throw error;
  }
}

/** Seats a person of whom the room has just been read, and shows it to their sockets. */
function seatWith(house: House, room: Room, personId: number, view: RoomView): void {
  const person = house.persons.get(personId);
  if (!person || !house.seat(room, person, view.from_seq)) return;
  startRoom(room, view.version, view.last_read_seq + view.unread.count);
  person.places.setRead(room.id, view.last_read_seq, view.unread);
  person.companions = null;
  person.sendIn(room.id, encodeFrame({ type: "added", room: view }));
}
