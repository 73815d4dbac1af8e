import { inTransaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { foundWorkspace } from "@/lib/auth/mutations";
import type { Device } from "@/lib/auth/schema";
import { beginSession, readSession } from "@/lib/auth/sessions";
import { postMessage } from "@/lib/messages/mutations";
import { insertPerson } from "@/lib/people/accounts";
import { createRoom } from "@/lib/rooms/mutations";

const device: Device = { kind: "web", userAgent: "bench", address: "127.0.0.1" };

/** Founds the company. @returns its owner, signed in */
export async function foundCompany(): Promise<Actor> {
  const owner = {
    username: "olga",
    email: "olga@example.com",
    display_name: "Olga Stern",
    password: "nineteen grey geese",
  };
  const { sessionId } = await foundWorkspace({ workspace_name: "Works", ...owner }, device);
  return actorOf(sessionId);
}

export async function hire(username: string, displayName: string): Promise<Actor> {
  const email = `${username}@example.com`;
  const account = { username, email, displayName, role: "member", locale: "en", timeZone: "UTC" } as const;
  const { sessionId } = await inTransaction(async (tx) =>
    beginSession(tx, await insertPerson(tx, { ...account, passwordHash: null }), device, new Date()),
  );
  return actorOf(sessionId);
}

/** A room in which a few people have talked, and the owner has read everything. @returns the room's id */
export async function talkedRoom(owner: Actor, count: number): Promise<number> {
  const others = [await hire("boris", "Boris Lind"), await hire("chiara", "Chiara Ray")];
  const room = await createRoom(owner, { name: "Yard", member_ids: others.map((actor) => actor.personId) });
  const people = [...others, owner];
  for (let at = 0; at < count; at++) {
    const author = people[at % people.length] ?? owner;
    const text = sentences[at % sentences.length] ?? "";
    await postMessage(author, { roomId: room.id, text: `${text} (${at + 1})`, clientId: crypto.randomUUID() });
  }
  return room.id;
}

const sentences = [
  "The lorry for Porto is at gate 3, papers are in the office.",
  "Thanks. **Two pallets** are still missing, line 4 promised them by noon.",
  "I asked them, see https://example.com/orders/1841?line=4 for the list.",
  "- wrap the tall ones\n- weigh them again\n- photos before loading",
  "Can somebody open `dock-2`? The sensor says *closed*.",
  "Done. It was the fuse again; I wrote it down for maintenance, they will look at it after the shift, I hope.",
  "@boris please call the carrier.",
];

async function actorOf(sessionId: string): Promise<Actor> {
  const actor = await readSession(sessionId);
  if (!actor) throw new Error("a session that was just begun lets nobody in");
  return actor;
}
