import type { Actor } from "@/lib/access/actor";
import { requireRoom } from "@/lib/access/gate";
import { mayAdminister } from "@/lib/access/policy";
import { signOutPerson } from "@/lib/auth/devices";
import { AppError, forbidden, notFound } from "@/lib/errors";
import { addMember, removeMember } from "@/lib/rooms/members";
import { changePerson } from "./administration";
import { rosterEntries } from "./roster";
import type { Bulk, BulkOutcome, PersonRef, RosterRow } from "./schema";

/** What one act brought about for one person. */
interface Deed {
  changed: boolean;
  sessions_closed?: number;
  room_count?: number;
}

/**
 * Does one thing to several people, each in a transaction of their own: whom the actor may not touch is named, with the
 * reason, and holds up nobody else.
 * @throws AppError `forbidden` for all but administrators, `not_found` where one of the people or the room is not there
 */
export async function actOnPeople(actor: Actor, input: Bulk, now = new Date()): Promise<BulkOutcome> {
  if (!mayAdminister(actor)) throw forbidden();
  if ("room" in input) await requireRoom(actor, input.room, "changeMembers");
  const ids = [...new Set(input.ids)];
  const people = await rosterEntries(actor, ids);
  if (people.length !== ids.length) throw notFound();
  const outcome: BulkOutcome = {
    act: input.act,
    done: [],
    unchanged: [],
    refused: [],
    sessions_closed: 0,
    room_count: 0,
  };
  for (const person of people) await count(outcome, person, () => actOn(actor, person, input, now));
  return outcome;
}

async function count(outcome: BulkOutcome, row: RosterRow, act: () => Promise<Deed>): Promise<void> {
  const { id, username, display_name, avatar_url } = row;
  const person: PersonRef = { id, username, display_name, avatar_url };
  try {
    const deed = await act();
    (deed.changed ? outcome.done : outcome.unchanged).push(person);
    outcome.sessions_closed += deed.sessions_closed ?? 0;
    outcome.room_count += deed.room_count ?? 0;
  } catch (error) {
    // What is amiss with the actor or the machine is amiss for everybody.
    if (!(error instanceof AppError) || error.code === "unavailable" || error.reason === "proveAgain") throw error;
    outcome.refused.push({ person, reason: error.reason });
  }
}

async function actOn(actor: Actor, person: RosterRow, input: Bulk, now: Date): Promise<Deed> {
  const personId = person.id;
  switch (input.act) {
    case "role":
      return changePerson(actor, { personId, role: input.role }, now);
    case "deactivate":
      return changePerson(actor, { personId, active: false }, now);
    case "reactivate":
      return changePerson(actor, { personId, active: true }, now);
    case "sign-out": {
      const { sessions_closed } = await signOutPerson(actor, { personId }, now);
      return { changed: sessions_closed > 0, sessions_closed };
    }
    case "enter":
      if (!person.active) throw new AppError("conflict", "personInactive");
      return { changed: (await addMember(actor, { roomId: input.room, personId })).added };
    case "leave":
      return { changed: await takeOut(actor, input.room, personId) };
  }
}

/** @returns false where they were not in */
async function takeOut(actor: Actor, roomId: number, personId: number): Promise<boolean> {
  try {
    await removeMember(actor, { roomId, personId });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return false;
    throw error;
  }
}
