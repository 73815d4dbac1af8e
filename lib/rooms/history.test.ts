import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { answerRequest } from "@/lib/api/answer";
import { getMessage } from "@/lib/messages/data";
import { postMessage } from "@/lib/messages/mutations";
import { readMessages } from "@/lib/messages/pages";
import type { MessageView } from "@/lib/messages/schema";
import { person, roomOf, say, sayAll, type TestPerson, tokenOf } from "@/server/testing/world";
import { getRoom, listMyRooms } from "./data";
import { addMember, removeMember } from "./members";
import { editRoom } from "./mutations";
import { openRoom, seeRoom } from "./opening";
import { markRead, unreadEverywhere } from "./readings";
import type { RoomView } from "./schema";

let anna: TestPerson;
let late: TestPerson;
let room: RoomView;
let old: MessageView[];
let fresh: MessageView[];

/** A word of every message that is not for whoever comes later. */
const secret = "confidential";

beforeAll(async () => {
  [anna, late] = [await person("anna"), await person("late")];
  room = await roomOf(anna);
  await editRoom(anna.actor, { roomId: room.id, history: "joined" });
  old = await sayAll(anna, room, ...Array.from({ length: 6 }, (_, at) => `${secret} ${at}`));
  await addMember(anna.actor, { roomId: room.id, personId: late.id });
});

const reply = (who: TestPerson, text: string, replyToId: number | undefined) =>
  postMessage(who.actor, { roomId: room.id, text, clientId: randomUUID(), replyToId });

const get = async (who: TestPerson, path: string) => {
  const headers = { authorization: `Bearer ${await tokenOf(who)}` };
  const segments = (path.split("?")[0] ?? "").split("/");
  return answerRequest(new Request(`https://chat.example.com/api/v1/${path}`, { headers }), segments, {
    visitor: async () => null,
    device: { kind: "api", userAgent: "", address: "" },
    origin: "https://chat.example.com",
  });
};

describe("in a room that shows its history from joining on", () => {
  test("a newcomer finds an empty room with nothing unread", async () => {
    expect(await readMessages(late.actor, { roomId: room.id })).toEqual({
      items: [],
      has_before: false,
      has_after: false,
    });
    expect(await getRoom(late.actor, room.id)).toMatchObject({
      last_message: null,
      from_seq: 6,
      unread: { count: 0, first_unread_id: null },
    });
  });

  test("nothing that a newcomer can call shows an older text", async () => {
    fresh = [
      await reply(anna, "an answer to what was said before", old[2]?.id),
      ...(await sayAll(anna, room, "one", "two")),
      await reply(late, "a question without a quote", undefined),
      await reply(late, "a question about what I can", undefined),
    ];
    const ids = [...old, ...fresh].map(({ id }) => id);
    const shown: unknown[] = [await seeRoom(late.actor, room.id), await listMyRooms(late.actor)];
    const asked = [
      "rooms",
      `rooms/${room.id}`,
      `rooms/${room.id}/messages`,
      `rooms/${room.id}/members`,
      "unread",
      "users",
      ...ids.flatMap((id) => [
        `messages/${id}`,
        ...["before", "after", "around"].flatMap((place) =>
          [1, 2, 50].map((limit) => `rooms/${room.id}/messages?${place}=${id}&limit=${limit}`),
        ),
      ]),
    ];
    for (const path of asked) shown.push(await (await get(late, path)).text());
    const seen = await seeRoom(late.actor, room.id);
    for (const id of ids)
      for (const place of ["before", "after", "around"]) shown.push(await openRoom(seen, { [place]: id }));
    for (const { id, client_id } of old) {
      shown.push(await getMessage(late.actor, id).catch(String));
      shown.push(await markRead(late.actor, { roomId: room.id, messageId: id }).catch(String));
      shown.push(await reply(late, "again", id).catch(String));
      shown.push(await postMessage(late.actor, { roomId: room.id, text: "x", clientId: client_id }).catch(String));
    }
    shown.push(await unreadEverywhere(late.actor));
    expect(JSON.stringify(shown)).not.toContain(secret);
    expect(JSON.stringify(shown)).toContain("an answer to what was said before");
    for (const { id } of old) expect(await (await get(late, `messages/${id}`)).text()).toBe(await missing());
  });

  test("pages end where the newcomer's stream begins, in both directions, and hold everything after it", async () => {
    const last = fresh.at(-1);
    const before = await readMessages(late.actor, { roomId: room.id, before: last?.id, limit: 100 });
    expect(before.items[0]?.id).toBe(fresh[0]?.id);
    expect(before.has_before).toBe(false);
    const around = await readMessages(late.actor, { roomId: room.id, around: fresh[0]?.id, limit: 4 });
    expect(around.items.map(({ id }) => id)).toEqual(fresh.slice(0, 4).map(({ id }) => id));
    expect(around.has_before).toBe(false);
  });

  test("those who were there see everything, quotes too", async () => {
    const all = await readMessages(anna.actor, { roomId: room.id, limit: 100 });
    expect(all.items.filter(({ text }) => text.includes(secret))).toHaveLength(6);
    expect(all.items.find(({ id }) => id === fresh[0]?.id)?.reply_to?.text).toContain(secret);
  });

  test("whoever goes and comes again begins anew, and an author sees their own old words no more", async () => {
    const returning = await person("returning");
    await addMember(anna.actor, { roomId: room.id, personId: returning.id });
    const own = await say(returning, room, "my own words");
    await removeMember(anna.actor, { roomId: room.id, personId: returning.id });
    await say(anna, room, `${secret} meanwhile`);
    await addMember(anna.actor, { roomId: room.id, personId: returning.id });
    await expect(getMessage(returning.actor, own.id)).rejects.toMatchObject({ code: "not_found" });
    expect((await readMessages(returning.actor, { roomId: room.id })).items).toEqual([]);
  });
});

test("where the room shows all of it, a newcomer reads from the beginning, and stays so when the room changes its mind", async () => {
  const [boris, clara] = [await person("boris"), await person("clara")];
  const open = await roomOf(anna);
  await say(anna, open, "the beginning");
  await addMember(anna.actor, { roomId: open.id, personId: boris.id });
  await editRoom(anna.actor, { roomId: open.id, history: "joined" });
  await addMember(anna.actor, { roomId: open.id, personId: clara.id });
  expect((await readMessages(boris.actor, { roomId: open.id })).items).toHaveLength(1);
  await editRoom(anna.actor, { roomId: open.id, history: "all" });
  expect((await readMessages(clara.actor, { roomId: open.id })).items).toHaveLength(0);
});

const missing = async () => (await get(late, "messages/2000000000")).text();
