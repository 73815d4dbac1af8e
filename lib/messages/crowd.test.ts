import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { countAttempt } from "@/lib/auth/attempts";
import { ownChangesPerPerson, versionsCharsMax } from "@/lib/limits";
import { changesBetween } from "@/lib/rooms/changes";
import { addMember, removeMember } from "@/lib/rooms/members";
import { editRoom } from "@/lib/rooms/mutations";
import { person, replyIn, roomOf, say, type TestPerson, whisperTo } from "@/server/testing/world";
import { deleteMessage } from "./deletion";
import { earlierVersions } from "./editing";
import { followThread, threadPlaces } from "./following";
import { postMessage } from "./mutations";
import { readThread } from "./pages";
import { react } from "./reactions";
import { saveMessage } from "./saved";

let anna: TestPerson;
let boris: TestPerson;
beforeAll(async () => {
  [anna, boris] = [await person("anna"), await person("boris")];
});

describe("many at one time", () => {
  test("more replies than there are connections all arrive, each with its number", async () => {
    const room = await roomOf(anna, boris);
    const root = await say(anna, room, "root");
    await Promise.all(Array.from({ length: 30 }, (_, at) => replyIn(at % 2 ? anna : boris, root, `reply ${at}`)));
    const { items, root: now } = await readThread(anna.actor, { rootId: root.id, limit: 100 });
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
    expect(now.replies).toMatchObject({ count: 30, last_seq: 30 });
  });

  test("of a message that is taken back twice at once both say that it is gone", async () => {
    const room = await roomOf(anna, boris);
    const said = await say(boris, room, "regretted");
    const both = await Promise.allSettled([anna, boris].map((who) => deleteMessage(who.actor, { messageId: said.id })));
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
  });

  test("signs, replies and a deletion meet at one message, and none of them is half done", async () => {
    const room = await roomOf(anna, boris);
    const root = await say(anna, room, "root");
    await Promise.allSettled([
      ...["👍", "🎉", "👀"].map((emoji) => react(boris.actor, { messageId: root.id, emoji })),
      ...[1, 2, 3].map((at) => replyIn(boris, root, `reply ${at}`)),
      deleteMessage(anna.actor, { messageId: root.id }),
    ]);
    const { items, root: now } = await readThread(boris.actor, { rootId: root.id });
    expect(now).toMatchObject({ text: "", reactions: [], replies: { count: items.length } });
  });
});

test("a thread in which many speak at once is told as messages, the same to all, each version once", async () => {
  const room = await roomOf(anna, boris);
  const root = await say(anna, room, "root");
  await Promise.all(Array.from({ length: 10 }, (_, at) => replyIn(boris, root, `reply ${at}`)));
  const last = root.version + 20;
  const told = await changesBetween(room.id, root.version, last);
  expect(told.map(({ version }) => version)).toEqual(Array.from({ length: 20 }, (_, at) => root.version + 1 + at));
  expect(told.map(({ kind }) => kind)).toEqual(Array(10).fill(["message", "message_changed"]).flat());
  // Up to where the root stood in between, it is as it is: it comes with its last version.
  const middle = await changesBetween(room.id, root.version, last - 2);
  expect(middle.filter(({ kind }) => kind === "room")).toHaveLength(9);
});

describe("what belongs to some stays theirs", () => {
  test("a whisper is taken back by its author alone, and the journal knows of none", async () => {
    const room = await roomOf(boris, anna);
    const whisper = await whisperTo(anna, room, boris, "psst");
    const refused = deleteMessage(boris.actor, { messageId: whisper.id });
    await expect(refused).rejects.toMatchObject({ code: "forbidden", reason: "notYours" });
    await deleteMessage(anna.actor, { messageId: whisper.id });
    const told = await database().execute(sql`select 1 from audit_entries where subject = ${String(whisper.id)}`);
    expect(told).toHaveLength(0);
  });

  test("whoever came after a thread began is given no part in it by being named there", async () => {
    const room = await roomOf(anna, boris);
    await editRoom(anna.actor, { roomId: room.id, history: "joined" });
    const root = await say(anna, room, "before");
    const late = await person("late");
    await addMember(anna.actor, { roomId: room.id, personId: late.id });
    await replyIn(boris, root, `@${late.actor.username} @${anna.actor.username}`);
    const placesOf = (who: TestPerson) => threadPlaces(who.actor, { roomId: room.id, rootIds: [root.id] });
    expect(await placesOf(late)).toEqual([]);
    expect(await placesOf(anna)).toHaveLength(1);
  });
});

test("a whisper whose answer was lost is answered again, though its recipient has left since", async () => {
  const room = await roomOf(anna, boris);
  const whisper = { roomId: room.id, text: "psst", clientId: randomUUID(), toId: boris.id };
  const first = await postMessage(anna.actor, whisper);
  await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
  expect((await postMessage(anna.actor, whisper)).id).toBe(first.id);
  const another = postMessage(anna.actor, { ...whisper, clientId: randomUUID() });
  await expect(another).rejects.toMatchObject({ reason: "whisperNobody" });
});

describe("there is an end", () => {
  test("to what one changes for oneself within a moment", async () => {
    const greedy = await person("greedy");
    const room = await roomOf(greedy);
    const { id } = await say(greedy, room, "mine");
    const tries = Array.from({ length: ownChangesPerPerson }, () => countAttempt("ownChanges", String(greedy.id)));
    await Promise.all(tries);
    await expect(saveMessage(greedy.actor, { messageId: id })).rejects.toMatchObject({ code: "rate_limited" });
    const follow = { rootId: id, following: true };
    await expect(followThread(greedy.actor, follow)).rejects.toMatchObject({ code: "rate_limited" });
  });

  test("to the earlier versions that are shown at once: the latest stay", async () => {
    const room = await roomOf(anna);
    const { id } = await say(anna, room, "long");
    const html = "x".repeat(versionsCharsMax * 0.4);
    for (const number of [1, 2, 3])
      await database().execute(sql`insert into message_versions (message_id, number, html, written_at)
        values (${id}, ${number}, ${`${number}${html}`}, now())`);
    const shown = await earlierVersions(anna.actor, { messageId: id });
    expect(shown.map((version) => version.html[0])).toEqual(["2", "3"]);
  });
});
