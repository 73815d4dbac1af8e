import { beforeAll, describe, expect, test } from "vitest";
import { person, replyIn, roomOf, say, type TestPerson } from "@/server/testing/world";
import { deleteMessage } from "./deletion";
import { readThread } from "./pages";
import { react } from "./reactions";

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
