import { expect, test } from "vitest";
import { editMessage } from "@/lib/messages/editing";
import { react } from "@/lib/messages/reactions";
import { onBothBuses } from "@/server/testing/stage";
import { person, roomOf, say, whisperTo, withoutNews } from "@/server/testing/world";

onBothBuses({}, (stage) => {
  test("a whisper reaches its two people on all their devices, without a version, and nobody else", async () => {
    const [anna, boris, clara] = [await person("anna"), await person("boris"), await person("clara")];
    const room = await roomOf(anna, boris, clara);
    const [hers, his, hisOther] = [await stage.connect(anna), await stage.connect(boris), await stage.connect(boris)];
    const other = await stage.connect(clara);
    hers.send({ type: "message", room_id: room.id, text: "psst", to: boris.id });
    const { message } = await hers.next("ack");
    expect(message).toMatchObject({ seq: 0, version: room.version, to: { id: boris.id } });
    for (const line of [hers, his, hisOther]) {
      const told = await line.next("message");
      expect(told.message).toEqual(message);
      expect(told).not.toHaveProperty("version");
    }
    await editMessage(anna.actor, { messageId: message.id, text: "pssst" });
    const edited = await his.next("message_changed");
    expect(edited).toMatchObject({ message: { text: "pssst", revision: 1 } });
    await react(boris.actor, { messageId: message.id, emoji: "👀" });
    expect(await his.next("message_changed")).toMatchObject({ message: { reactions: [{ mine: true }] } });
    await hers.next("message_changed");
    expect(await hers.next("message_changed")).toMatchObject({ message: { reactions: [{ mine: false }] } });
    await say(clara, room, "aloud");
    expect(await other.next("message")).toMatchObject({ version: room.version + 1, message: { seq: 1 } });
    expect(other.heard("message_changed")).toEqual([]);
    expect(JSON.stringify(other.frames)).not.toContain("pss");
  });

  test("a whisper whose news was lost is told all the same, and once", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const his = await stage.connect(boris);
    const said = await withoutNews(() => whisperTo(anna, room, boris, "unheard of"));
    expect((await his.next("message")).message).toEqual(said);
    await say(anna, room, "aloud");
    expect((await his.next("message")).message.text).toBe("aloud");
  });

  test("who was away gets the whispers that are theirs in their places", async () => {
    const [anna, boris, clara] = [await person("anna"), await person("boris"), await person("clara")];
    const room = await roomOf(anna, boris, clara);
    const [his, hers] = [await stage.connect(boris), await stage.connect(clara)];
    await say(anna, room, "one");
    await whisperTo(anna, room, boris, "to you");
    await say(anna, room, "two");
    for (const [line, texts] of [
      [his, ["one", "to you", "two"]],
      [hers, ["one", "two"]],
    ] as const) {
      line.send({ type: "resume", rooms: { [room.id]: room.version } });
      const { messages } = await line.next("resumed");
      expect(messages.map(({ text }) => text)).toEqual(texts);
    }
  });

  test("a reply is told with its version and its root's count with the next; what one reacted to is one's own", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const root = await say(anna, room, "root");
    const his = await stage.connect(boris);
    his.send({ type: "message", room_id: room.id, text: "reply", thread_id: root.id });
    const told = await his.next("message");
    expect(told).toMatchObject({ version: root.version + 1, message: { thread_id: root.id, seq: 1 } });
    const counted = await his.next("message_changed");
    expect(counted).toMatchObject({ version: root.version + 2, message: { id: root.id, replies: { count: 1 } } });
    await react(boris.actor, { messageId: root.id, emoji: "🚚" });
    expect(await his.next("message_changed")).toMatchObject({
      version: root.version + 3,
      message: { reactions: [{ emoji: "🚚", count: 1, mine: true }] },
    });
  });
});
