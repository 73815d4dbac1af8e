import { notFound, redirect } from "next/navigation";
import { type RoomAct, roomActs } from "@/components/rooms/confirm-room";
import type { Actor } from "@/lib/access/actor";
import { membersAtOnceMax, unknownNamesCharsMax } from "@/lib/limits";
import { findActivePeople } from "@/lib/people/data";
import { idSchema, type PersonRef } from "@/lib/people/schema";
import { listAccess } from "@/lib/rooms/access";
import { administeredRoom } from "@/lib/rooms/administered";
import type { AdministeredRoom } from "@/lib/rooms/schema";

type Query = Record<string, string | string[] | undefined>;

export interface Asked {
  act: RoomAct;
  room: AdministeredRoom;
  people: PersonRef[];
  /** How many of those who were chosen are in already. */
  already: number;
  unknown: string;
}

/** What the address of a confirmation asks about; whatever is not there, or not the actor's to do, is no page. */
export async function readAsked(
  actor: Actor,
  query: Query,
  roomId: string | string[] | undefined,
  from: "admin" | "room",
): Promise<Asked> {
  const act = roomActs.find((one) => one === query.do);
  const id = idSchema.safeParse(Number(roomId));
  if (!act || !id.success) notFound();
  const room = await administeredRoom(actor, id.data).catch(() => notFound());
  const unknown = typeof query.unknown === "string" ? query.unknown.slice(0, unknownNamesCharsMax) : "";
  if (act !== "add" && act !== "remove" && act !== "end") return { act, room, people: [], already: 0, unknown };
  const { people, already } = await peopleOf(actor, act, id.data, idsIn(query.p));
  if (people.length === 0 && already === 0) notFound();
  if (people.length === 0)
    redirect(`${from === "room" ? `/rooms/${id.data}/settings` : `/admin/rooms/${id.data}`}?did=added`);
  return { act, room, people, already, unknown };
}

/** Whom it is about: those who are in, or, to be added, those who are not. */
async function peopleOf(actor: Actor, act: RoomAct, roomId: number, ids: number[]) {
  if (ids.length === 0) return { people: [], already: 0 };
  const { items } = await listAccess(actor, { roomId, ids, limit: membersAtOnceMax });
  if (act !== "add") return { people: items.map(({ person }) => person), already: 0 };
  const here = new Set(items.map(({ person }) => person.id));
  const outside = ids.filter((id) => !here.has(id));
  return { people: await findActivePeople(actor, outside), already: here.size };
}

/** `p=1&p=2` as forms send it, or `p=1.2`. */
const idsIn = (value: string | string[] | undefined): number[] =>
  [value ?? []]
    .flat()
    .flatMap((word) => word.split("."))
    .map(Number)
    .filter((id) => idSchema.safeParse(id).success)
    .slice(0, membersAtOnceMax);
