import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { AppError } from "@/lib/errors";
import { getRoom } from "@/lib/rooms/data";
import { leaveRoom, removeMember } from "@/lib/rooms/members";
import { deactivate, person, replyIn, roomOf, say, type TestPerson } from "@/server/testing/world";
import { readMessages } from "./pages";
import { doTyped, editTyped, findMember } from "./typed";

let anna: TestPerson;
let boris: TestPerson;
let vera: TestPerson;
let room: { id: number };

beforeEach(async () => {
  [anna, boris, vera] = [await person("anna"), await person("boris"), await person("vera")];
  room = await roomOf(anna, boris, vera);
});

const type = (who: TestPerson, text: string, more: object = {}) =>
  doTyped(who.actor, { roomId: room.id, text, clientId: randomUUID(), ...more });
const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? error.reason : String(error)),
  );
const seenBy = async (who: TestPerson) =>
  (await readMessages(who.actor, { roomId: room.id })).items.map(({ text, to }) => [text, to?.id ?? null]);

describe("what was typed after /pm", () => {
  test("is seen by its two alone", async () => {
    await type(anna, `/pm @${boris.actor.username.toUpperCase()} psst`);
    expect(await seenBy(boris)).toEqual([["psst", boris.id]]);
    expect(await seenBy(anna)).toEqual([["psst", boris.id]]);
    expect(await seenBy(vera)).toEqual([]);
  });

  test("is said to nobody where the name is no member's, the person left, was deactivated, or is oneself", async () => {
    const stranger = await person("stranger");
    const gone = await person("gone");
    const silent = await person("silent");
    room = await roomOf(anna, boris, gone, silent);
    await leaveRoom(gone.actor, { roomId: room.id });
    await deactivate(silent);
    for (const name of ["nobody", stranger.actor.username, gone.actor.username, silent.actor.username])
      expect(await reasonOf(type(anna, `/pm @${name} psst`)), name).toBe("whisperUnknown");
    expect(await reasonOf(type(anna, `/pm @${anna.actor.username} psst`))).toBe("whisperSelf");
    expect(await reasonOf(type(anna, `/pm @${boris.actor.username}`))).toBe("pmHow");
    expect(await reasonOf(type(anna, `/pn @${boris.actor.username} psst`))).toBe("commandUnknown");
    expect(await seenBy(anna)).toEqual([]);
    expect(await seenBy(boris)).toEqual([]);
  });

  test("goes from a thread into the room, and quotes nothing there", async () => {
    const root = await say(anna, room, "root");
    const reply = await replyIn(boris, root, "reply");
    await type(anna, `/pm @${boris.actor.username} aside`, { threadId: root.id, replyToId: reply });
    expect(await seenBy(boris)).toEqual([
      ["root", null],
      ["aside", boris.id],
    ]);
    expect(await seenBy(vera)).toEqual([["root", null]]);
  });
});

test("words that are put into a message are never a whisper or another command: those who see it would all read them", async () => {
  const { id: messageId } = await say(anna, room, "said");
  const whisper = await type(anna, `/pm @${boris.actor.username} psst`);
  const into = (text: string, id = messageId) => reasonOf(editTyped(anna.actor, { messageId: id, text }));
  for (const text of [
    `/pm @${boris.actor.username} psst`,
    "/pm",
    "/ pm @boris x",
    "/pn x",
    "/topic x",
    "/leave",
    "/me",
  ])
    expect(await into(text), text).toBe("editIsCommand");
  expect(await into("/pm @vera x", whisper.did === "say" ? whisper.message.id : 0)).toBe("editIsCommand");
  expect(await reasonOf(editTyped(boris.actor, { messageId, text: "hers" }))).toBe("notYours");
  expect(await seenBy(vera)).toEqual([["said", null]]);
  for (const [typed, stands] of [
    ["//pm as it stands", "/pm as it stands"],
    ["/ME waves", "/me waves"],
  ]) {
    expect(await into(typed ?? "")).toBe("done");
    expect(await seenBy(vera)).toEqual([[stands, null]]);
  }
});

test("who is in a room is told to its members alone", async () => {
  const stranger = await person("stranger");
  const asked = { roomId: room.id, username: boris.actor.username };
  expect(await findMember(anna.actor, asked)).toMatchObject({ id: boris.id });
  expect(await reasonOf(findMember(stranger.actor, asked))).toBe("notFound");
  await removeMember(anna.actor, { roomId: room.id, personId: vera.id });
  expect(await reasonOf(findMember(vera.actor, asked))).toBe("notFound");
});

test("/topic, /invite and /leave do what the verbs allow, and nothing of them is said", async () => {
  const newcomer = await person("newcomer");
  expect(await reasonOf(type(boris, "/topic Ours now"))).toBe("forbidden");
  expect(await type(anna, "/topic Plans for May")).toEqual({ did: "topic" });
  expect((await getRoom(anna.actor, room.id)).topic).toBe("Plans for May");
  expect(await reasonOf(type(anna, `/topic ${"x".repeat(300)}`))).toBe("topicTooLong");

  expect(await reasonOf(type(anna, "/invite @nobody-at-all"))).toBe("inviteUnknown");
  const invite = `/invite @${newcomer.actor.username}`;
  expect(await type(anna, invite)).toMatchObject({ did: "invite", added: true, person: { id: newcomer.id } });
  expect(await type(anna, invite)).toMatchObject({ did: "invite", added: false });

  expect(await type(boris, "/leave")).toEqual({ did: "leave", roomId: room.id });
  expect((await getRoom(boris.actor, room.id)).my_role).toBe("member");
  expect(await seenBy(anna)).toEqual([]);
});
