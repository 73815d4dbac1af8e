import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { database, inTransaction } from "@/db/client";
import { files, messages, workspace } from "@/db/schema";
import { addMember, removeMember } from "@/lib/rooms/members";
import { createRoom } from "@/lib/rooms/mutations";
import { found, person, roomOf, say, type TestPerson } from "@/server/testing/world";
import { attachFiles } from "./attaching";
import { findFile } from "./data";

let anna: TestPerson;
let boris: TestPerson;
let vera: TestPerson;
let outsider: TestPerson;
let room: { id: number };

beforeAll(async () => {
  await found();
  [anna, boris, vera] = [await person("anna"), await person("boris"), await person("vera")];
  outsider = await person("outsider", "owner");
});
beforeEach(async () => {
  room = await roomOf(anna, boris, vera);
});

async function fileOf(owner: TestPerson, name = "plan.pdf"): Promise<number> {
  const row = { ownerId: owner.id, name, bytes: 3, contentType: "application/pdf", storageKey: randomUUID() };
  const [made] = await database().insert(files).values(row).returning({ id: files.id });
  return made?.id ?? 0;
}
const attach = (who: TestPerson, message: { id: number }, ...ids: number[]) =>
  inTransaction((tx) => attachFiles(tx, who.actor, message.id, ids));
const sees = async (who: TestPerson, fileId: number) =>
  findFile(who.actor, fileId).then(
    () => true,
    () => false,
  );
const whoSees = async (fileId: number) => [
  await sees(anna, fileId),
  await sees(boris, fileId),
  await sees(vera, fileId),
];

describe("a file is for", () => {
  test("its owner alone, until a message carries it; then for the members of the room", async () => {
    const id = await fileOf(anna);
    expect(await whoSees(id)).toEqual([true, false, false]);
    await attach(anna, await say(anna, room, "here"), id);
    expect(await whoSees(id)).toEqual([true, true, true]);
    expect(await sees(outsider, id)).toBe(false);
  });

  test("nobody once its message is deleted, nor for whoever was removed, be it its owner", async () => {
    const [id, gone] = [await fileOf(boris), await fileOf(boris)];
    const message = await say(boris, room, "gone soon");
    await attach(boris, await say(boris, room, "stays"), id);
    await attach(boris, message, gone);
    await database().update(messages).set({ deletedAt: new Date() }).where(eq(messages.id, message.id));
    expect(await whoSees(gone)).toEqual([false, false, false]);
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    expect(await whoSees(id)).toEqual([true, false, true]);
  });

  test("the two people of a whisper", async () => {
    const id = await fileOf(anna);
    const message = await say(anna, room, "to one");
    await database().update(messages).set({ toId: boris.id }).where(eq(messages.id, message.id));
    await attach(anna, message, id);
    expect(await whoSees(id)).toEqual([true, true, false]);
  });

  test("those who were there, where a newcomer sees only what is said from then on: in threads, too", async () => {
    await database().update(workspace).set({ membership: "room_admins" });
    const private_ = await createRoom(anna.actor, { name: "late", history: "joined" });
    const root = await say(anna, private_, "before");
    const [old, reply, fresh] = [await fileOf(anna), await fileOf(anna), await fileOf(anna)];
    await attach(anna, root, old);
    await addMember(anna.actor, { roomId: private_.id, personId: vera.id });
    const after = await say(anna, private_, "after");
    const answer = await say(anna, private_, "in the thread");
    await database().update(messages).set({ threadId: root.id, seq: 1 }).where(eq(messages.id, answer.id));
    await attach(anna, answer, reply);
    await attach(anna, after, fresh);
    expect([await sees(vera, old), await sees(vera, reply), await sees(vera, fresh)]).toEqual([false, false, true]);
    expect([await sees(anna, old), await sees(anna, reply)]).toEqual([true, true]);
  });
});

describe("a message carries", () => {
  const gone = { code: "invalid", reason: "fileGone", fields: [{ path: "file_ids" }] };

  test("one's own files alone, each once", async () => {
    const [mine, theirs] = [await fileOf(anna), await fileOf(boris)];
    const message = await say(anna, room, "here");
    await expect(attach(anna, message, mine, theirs)).rejects.toMatchObject(gone);
    await expect(attach(anna, message, mine, mine)).rejects.toMatchObject(gone);
    await expect(attach(anna, message, mine, 2_000_000_000)).rejects.toMatchObject(gone);
    await attach(anna, message, mine);
    await expect(attach(anna, await say(anna, room, "again"), mine)).rejects.toMatchObject(gone);
  });

  test("at most twenty", async () => {
    const message = await say(anna, room, "here");
    const ids = await Promise.all(Array.from({ length: 21 }, () => fileOf(anna)));
    await expect(attach(anna, message, ...ids)).rejects.toMatchObject({ code: "invalid", reason: "tooManyFiles" });
    await attach(anna, message, ...ids.slice(1));
  });

  test("a file that two messages want at the same moment once", async () => {
    const id = await fileOf(anna);
    const said = [await say(anna, room, "one"), await say(anna, room, "two")];
    const outcomes = await Promise.allSettled(said.map((message) => attach(anna, message, id)));
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});
