import { expect, test } from "vitest";
import { listInbox } from "@/lib/inbox/data";
import { seeInbox } from "@/lib/inbox/mutations";
import { deleteMessage } from "@/lib/messages/deletion";
import { react } from "@/lib/messages/reactions";
import { removeMember } from "@/lib/rooms/members";
import { markAllRead } from "@/lib/rooms/readings";
import type { TestSocket } from "@/server/testing/socket";
import { onBothBuses } from "@/server/testing/stage";
import { person, replyIn, roomOf, say, signInAgain, tokenOf, whisperTo, withoutNews } from "@/server/testing/world";

const counted = (line: TestSocket, count: number) => line.next("inbox", (frame) => frame.count === count);

onBothBuses({ unreadTickMs: 50 }, (stage) => {
  test("what waits is told after the first words, and whenever something comes, on all of one's devices", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(boris, anna);
    const root = await say(anna, room, "root");
    await say(boris, room, `hello @${anna.actor.username}`);
    const line = stage.open({ path: `?token=${await tokenOf(anna)}` });
    await line.next("ready");
    expect(await line.next("inbox")).toEqual({ type: "inbox", count: 1, whisper_rooms: [] });
    const phone = await stage.connect(await signInAgain(anna));
    expect(await phone.next("inbox")).toMatchObject({ count: 1 });
    await replyIn(boris, root, "a reply");
    for (const each of [line, phone]) await counted(each, 2);
    await react(boris.actor, { messageId: root.id, emoji: "👍" });
    for (const each of [line, phone]) await counted(each, 3);
    const whisper = await whisperTo(boris, room, anna, "psst");
    for (const each of [line, phone]) expect(await counted(each, 4)).toMatchObject({ whisper_rooms: [room.id] });
    line.send({ type: "read", room_id: room.id, message_id: whisper.id });
    for (const each of [line, phone]) expect(await counted(each, 2)).toMatchObject({ whisper_rooms: [] });
    const { items } = await listInbox(anna.actor);
    await seeInbox(anna.actor, { until: items[0]?.at ?? "" });
    for (const each of [line, phone]) await counted(each, 0);
  });

  test("nobody hears of what was said to another", async () => {
    const [anna, boris, clara] = [await person("anna"), await person("boris"), await person("clara")];
    const room = await roomOf(boris, anna, clara);
    const [hers, others] = [await stage.connect(anna), await stage.connect(clara)];
    await others.next("inbox");
    await say(boris, room, `hello @${anna.actor.username}`);
    await whisperTo(boris, room, anna, "psst");
    await counted(hers, 2);
    expect((await others.received("inbox")).length).toBe(1);
  });

  test("what is taken back, read everywhere, or in a room that one is taken out of, does not wait", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const [room, other] = [await roomOf(boris, anna), await roomOf(boris, anna)];
    const line = await stage.connect(anna);
    await counted(line, 0);
    const named = await say(boris, room, `one @${anna.actor.username}`);
    await counted(line, 1);
    await deleteMessage(boris.actor, { messageId: named.id });
    await counted(line, 0);
    await say(boris, room, `two @${anna.actor.username}`);
    await counted(line, 1);
    await markAllRead(anna.actor);
    await counted(line, 0);
    await say(boris, other, `three @${anna.actor.username}`);
    await counted(line, 1);
    await removeMember(boris.actor, { roomId: other.id, personId: anna.id });
    await counted(line, 0);
  });

  test("what came without news is told all the same", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(boris, anna);
    const line = await stage.connect(anna);
    await withoutNews(() => say(boris, room, `unheard @${anna.actor.username}`));
    await counted(line, 1);
    await withoutNews(() => whisperTo(boris, room, anna, "unheard, too"));
    await counted(line, 2);
  });

  test("a socket for one room hears of no inbox", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(boris, anna);
    const all = await stage.connect(anna);
    const one = await stage.connect(anna, { path: `/${room.id}` });
    await say(boris, room, `hello @${anna.actor.username}`);
    await counted(all, 1);
    expect(await one.received("inbox")).toEqual([]);
  });
});
