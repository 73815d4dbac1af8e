import { randomUUID } from "node:crypto";
import type { Actor } from "@/lib/access/actor";
import type { MessageView } from "@/lib/messages/schema";

export interface Crowd {
  actors: Actor[];
  tokens: string[];
  roomId: number;
}

const device = { kind: "api", userAgent: "bench", address: "127.0.0.1" } as const;
const atOnce = 10;
const dayMs = 86_400_000;

/** So many people in one room, each with a session. What reads the environment is loaded after the stores are up. */
export async function makeCrowd(size: number, prefix = "crowd"): Promise<Crowd> {
  const { issueAccessToken } = await import("@/lib/auth/tokens");
  const { createRoom } = await import("@/lib/rooms/mutations");
  const { addMember } = await import("@/lib/rooms/members");
  await found();
  const actors: Actor[] = [];
  for (let at = 0; at < size; at += atOnce) {
    const names = Array.from({ length: Math.min(atOnce, size - at) }, (_, step) => `${prefix}-${at + step}`);
    actors.push(...(await Promise.all(names.map(makePerson))));
  }
  const [owner, ...others] = actors;
  if (!owner) throw new Error("a crowd of nobody");
  const room = await createRoom(owner, {
    name: prefix,
    member_ids: others.slice(0, 499).map((actor) => actor.personId),
  });
  for (const other of others.slice(499)) await addMember(owner, { roomId: room.id, personId: other.personId });
  await settle(room.id);
  const tokens = await Promise.all(actors.map((actor) => issueAccessToken(actor.sessionId, new Date())));
  return { actors, tokens, roomId: room.id };
}

export const twoPeople = () => makeCrowd(2, "pair");

/** One after the other, so that nobody says too much. */
export async function sayInTurn({ actors, roomId }: Crowd, at: number): Promise<MessageView> {
  const { postMessage } = await import("@/lib/messages/mutations");
  const actor = actors[at % actors.length];
  if (!actor) throw new Error("a crowd of nobody");
  return postMessage(actor, {
    roomId,
    text: `Message ${at}: we meet at ten in the small room.`,
    clientId: randomUUID(),
  });
}

async function found(): Promise<void> {
  const { database } = await import("@/db/client");
  const { workspace } = await import("@/db/schema");
  await database().insert(workspace).values({ name: "Company", locale: "en" }).onConflictDoNothing();
}

/** As if they had been in it for long: whoever came in just now is looked at more often. */
async function settle(roomId: number): Promise<void> {
  const { database } = await import("@/db/client");
  const { memberships } = await import("@/db/schema");
  const { eq } = await import("drizzle-orm");
  await database()
    .update(memberships)
    .set({ joinedAt: new Date(Date.now() - dayMs) })
    .where(eq(memberships.roomId, roomId));
}

async function makePerson(username: string): Promise<Actor> {
  const { inTransaction } = await import("@/db/client");
  const { insertPerson } = await import("@/lib/people/accounts");
  const { beginSession, readSession } = await import("@/lib/auth/sessions");
  const { sessionId } = await inTransaction(async (tx) => {
    const account = { username, email: `${username}@example.com`, displayName: username, timeZone: "UTC" };
    const person = await insertPerson(tx, { ...account, role: "member", locale: "en", passwordHash: null });
    return beginSession(tx, person, device, new Date());
  });
  const actor = await readSession(sessionId);
  if (!actor) throw new Error("a session that was just begun lets nobody in");
  return actor;
}
