import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { database } from "@/db/client";
import { messageCharsMax } from "@/lib/limits";
import { addMember, removeMember } from "@/lib/rooms/members";
import { keepHouse } from "@/lib/workspace/housekeeping";
import { person, roomOf, say, type TestPerson } from "@/server/testing/world";
import { draftPlacesOf, draftsOf, getDraft, saveDraft } from "./drafts";
import { saveDraftInput } from "./schema";

const keep = (who: TestPerson, room: { id: number }, text: string, threadId?: number) =>
  saveDraft(who.actor, { roomId: room.id, text, threadId });
const texts = async (who: TestPerson) => (await draftsOf(who.actor)).map((draft) => draft.text);
const refused = { code: "not_found" };

test("what is half written is kept for its writer alone, in the room and in its threads, the newest first", async () => {
  const [anna, boris] = [await person("anna"), await person("boris")];
  const room = await roomOf(anna, boris);
  const root = await say(boris, room, "root");
  await keep(anna, room, "in the room");
  const kept = await keep(anna, room, "in the thread", root.id);
  expect(await draftsOf(anna.actor)).toMatchObject([
    { room_id: room.id, thread_id: root.id, text: "in the thread", updated_at: kept.updated_at },
    { room_id: room.id, thread_id: null, text: "in the room" },
  ]);
  expect(await draftPlacesOf(anna.id)).toHaveLength(2);
  expect(await texts(boris)).toEqual([]);
  expect(await getDraft(anna.actor, { roomId: room.id })).toMatchObject({ text: "in the room" });
  expect(await getDraft(boris.actor, { roomId: room.id })).toMatchObject({ text: "", updated_at: null });
});

test("what comes last stands, each change at a later moment, and no text takes it away", async () => {
  const anna = await person("anna");
  const room = await roomOf(anna);
  const moments: (string | null)[] = [];
  for (const text of ["a", "ab", "abc", "", "b"]) moments.push((await keep(anna, room, text)).updated_at);
  expect(new Set(moments).size).toBe(moments.length);
  expect(moments).toEqual(moments.toSorted());
  expect(await texts(anna)).toEqual(["b"]);
  await keep(anna, room, "");
  expect(await texts(anna)).toEqual([]);
  expect(await keep(anna, room, "")).toMatchObject({ text: "", updated_at: null });
  const both = await Promise.all([keep(anna, room, "one"), keep(anna, room, "two")]);
  const last = both.toSorted((a, b) => (a.updated_at ?? "").localeCompare(b.updated_at ?? "")).at(-1);
  expect(await texts(anna)).toEqual([last?.text]);
});

test("a text that is said is kept no more, in the moment in which it is said; another one stays", async () => {
  const anna = await person("anna");
  const [room, other] = [await roomOf(anna), await roomOf(anna)];
  await keep(anna, room, "half");
  await keep(anna, other, "said");
  await say(anna, room, "said");
  expect(await texts(anna)).toEqual(["said", "half"]);
  await say(anna, other, "said");
  expect(await texts(anna)).toEqual(["half"]);
});

test("whoever is out of the room has no draft there, and finds it again when they come back", async () => {
  const [anna, boris] = [await person("anna"), await person("boris")];
  const room = await roomOf(anna, boris);
  await keep(boris, room, "half");
  await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
  expect([await texts(boris), await draftPlacesOf(boris.id)]).toEqual([[], []]);
  await expect(keep(boris, room, "more")).rejects.toMatchObject(refused);
  await expect(getDraft(boris.actor, { roomId: room.id })).rejects.toMatchObject(refused);
  await addMember(anna.actor, { roomId: room.id, personId: boris.id });
  expect(await texts(boris)).toEqual(["half"]);
});

test("strangers and the deactivated keep nothing, nobody under what is no thread of the room, and none too long", async () => {
  const [anna, stranger] = [await person("anna"), await person("stranger")];
  const [room, other] = [await roomOf(anna), await roomOf(anna)];
  const elsewhere = await say(anna, other, "elsewhere");
  await expect(keep(stranger, room, "x")).rejects.toMatchObject(refused);
  const inactive = { ...anna, actor: { ...anna.actor, active: false } };
  await expect(keep(inactive, room, "x")).rejects.toMatchObject(refused);
  await expect(keep(anna, room, "x", elsewhere.id)).rejects.toMatchObject(refused);
  await expect(keep(anna, room, "x".repeat(messageCharsMax + 1))).rejects.toMatchObject({ code: "too_large" });
  expect(saveDraftInput.parse({ roomId: 1, text: "a\u0000b\ud800 \n " }).text).toBe("ab\ufffd");
});

test("a draft that was emptied long ago is forgotten", async () => {
  const anna = await person("anna");
  const [room, other] = [await roomOf(anna), await roomOf(anna)];
  for (const one of [room, other]) await keep(anna, one, "half");
  await keep(anna, room, "");
  await keepHouse(new Date(Date.now() + 30 * 24 * 3_600_000));
  const rows = await database().execute(sql`select room_id from drafts where person_id = ${anna.id}`);
  expect(rows).toEqual([{ room_id: String(other.id) }]);
});
