import { randomInt, randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { database, inTransaction } from "@/db/client";
import { files, persons, secondFactors, workspace } from "@/db/schema";
import type { Actor, Role } from "@/lib/access/actor";
import { closeSessions, tellEnded } from "@/lib/auth/closing";
import { sealSessionCookie, sessionCookieName } from "@/lib/auth/cookie";
import { beginSession, readSession } from "@/lib/auth/sessions";
import { issueAccessToken } from "@/lib/auth/tokens";
import { bus } from "@/lib/events/bus";
import { attachFiles } from "@/lib/files/attaching";
import { previewOf } from "@/lib/files/mutations";
import { spoolFolder } from "@/lib/files/spooling";
import { storage } from "@/lib/files/storage";
import { postMessage } from "@/lib/messages/mutations";
import type { MessageView } from "@/lib/messages/schema";
import { insertPerson } from "@/lib/people/accounts";
import { createRoom } from "@/lib/rooms/mutations";
import type { RoomView } from "@/lib/rooms/schema";

/** Somebody signed in on one device. */
export interface TestPerson {
  id: number;
  actor: Actor;
  sessionId: string;
}

let made = 0;
const device = { kind: "web", userAgent: "test", address: "127.0.0.1" } as const;

/** The company exists; saying it twice does no harm. */
export async function found(): Promise<void> {
  const row = { name: "Company", locale: "en" } as const;
  const founded = await database().insert(workspace).values(row).onConflictDoNothing().returning({ id: workspace.id });
  // Attempts are counted in a Redis that test files share: nobody's mistakes may count against a namesake by number.
  if (founded.length > 0)
    await database().execute(sql.raw(`alter table persons alter column id restart with ${randomInt(1e6, 1e9)}`));
}

/** A person with a name that nobody had before, signed in. */
export async function person(name: string, role: Role = "member"): Promise<TestPerson> {
  await found();
  const username = `${name}${++made}`;
  const account = {
    username,
    email: `${username}@example.com`,
    displayName: name,
    role,
    locale: "en",
    timeZone: "UTC",
  };
  const { id } = await inTransaction((tx) => insertPerson(tx, { ...account, locale: "en", passwordHash: null }));
  return signInAgain({ id, actor: { role } });
}

/** The same person on another device. */
export async function signInAgain({ id, actor }: { id: number; actor: Pick<Actor, "role"> }): Promise<TestPerson> {
  const { sessionId } = await inTransaction((tx) => beginSession(tx, { id, role: actor.role }, device, new Date()));
  const signedIn = await readSession(sessionId);
  if (!signedIn) throw new Error("a session that was just begun lets nobody in");
  return { id, actor: signedIn, sessionId };
}

/** They have a second factor, whatever its codes are. */
export async function haveFactor(...people: TestPerson[]): Promise<void> {
  const confirmedAt = new Date();
  await database()
    .insert(secondFactors)
    .values(people.map(({ id }) => ({ personId: id, sealedSecret: "", confirmedAt })));
}

export const tokenOf = (who: TestPerson) => issueAccessToken(who.sessionId, new Date());

/** A `Cookie` header. */
export const cookieOf = async (who: TestPerson) =>
  `${sessionCookieName(false)}=${await sealSessionCookie(who.sessionId)}`;

/** A room of the first person's, with the others in it. */
export function roomOf(owner: TestPerson, ...others: TestPerson[]): Promise<RoomView> {
  return createRoom(owner.actor, { name: `room ${++made}`, member_ids: others.map((other) => other.id) });
}

export function say(
  who: TestPerson,
  room: { id: number },
  text: string,
  clientId = randomUUID(),
): Promise<MessageView> {
  return postMessage(who.actor, { roomId: room.id, text, clientId });
}

export const whisperTo = (
  who: TestPerson,
  room: { id: number },
  to: { id: number },
  text: string,
): Promise<MessageView> => postMessage(who.actor, { roomId: room.id, text, clientId: randomUUID(), toId: to.id });

export const replyIn = (who: TestPerson, root: MessageView, text: string): Promise<MessageView> =>
  postMessage(who.actor, { roomId: root.room_id, text, clientId: randomUUID(), threadId: root.id });

export async function sayAll(who: TestPerson, room: { id: number }, ...texts: string[]): Promise<MessageView[]> {
  const said: MessageView[] = [];
  for (const text of texts) said.push(await say(who, room, text));
  return said;
}

/** A file that a message of theirs carries; it says that it has a preview, which holds the same few bytes. */
export async function attachedFile(who: TestPerson, message: { id: number }, name = "plan.bin"): Promise<number> {
  const storageKey = `00/${randomUUID()}`;
  await mkdir(spoolFolder(), { recursive: true });
  for (const key of [storageKey, previewOf(storageKey)]) {
    const path = join(spoolFolder(), `${randomUUID()}.part`);
    await writeFile(path, "a few bytes");
    await storage().put(key, path);
  }
  const [row] = await database()
    .insert(files)
    .values({ ownerId: who.id, name, bytes: 11, contentType: "image/png", storageKey, hasPreview: true })
    .returning({ id: files.id });
  if (!row) throw new Error("no file was made");
  await inTransaction((tx) => attachFiles(tx, who.actor, message.id, [row.id]));
  return row.id;
}

export async function deactivate(who: TestPerson): Promise<void> {
  await database().update(persons).set({ active: false }).where(eq(persons.id, who.id));
  await tellEnded(await inTransaction((tx) => closeSessions(tx, who.id, new Date())));
}

/** Does something of which no other process hears: as when the bus is away, or a process dies after its commit. */
export async function withoutNews<T>(work: () => Promise<T>): Promise<T> {
  const carrier = bus();
  const { publish } = carrier;
  carrier.publish = () => Promise.reject(new Error("the bus is away"));
  try {
    return await work();
  } finally {
    carrier.publish = publish;
  }
}
