import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { persons } from "@/db/schema";
import { endSession } from "@/lib/auth/closing";
import { hashPassword } from "@/lib/auth/passwords";
import { firstTokens } from "@/lib/auth/refresh";
import { issueAccessToken } from "@/lib/auth/tokens";
import { editMessage } from "@/lib/messages/editing";
import { removeMember } from "@/lib/rooms/members";
import { Outside } from "@/server/testing/outside";
import {
  deactivate,
  found,
  person,
  replyIn,
  roomOf,
  say,
  sayAll,
  signInAgain,
  type TestPerson,
  tokenOf,
  whisperTo,
} from "@/server/testing/world";
import type { Chat, ConnectOptions, Events, MessageView, StaffroomError, Tokens } from "./index";
import { connect } from "./index";

vi.setConfig({ testTimeout: 60_000 });
const outside = new Outside();
const chats: Chat[] = [];
beforeAll(async () => {
  await found();
  await outside.start({ resumeChangesMax: 20 });
});
afterEach(() => {
  outside.up();
  for (const chat of chats.splice(0)) chat.close();
});
afterAll(() => outside.stop());

async function chatOf(who: TestPerson, more: Partial<ConnectOptions> = {}): Promise<Chat> {
  const chat = await connect({ url: outside.url, token: await tokenOf(who), ...more } as ConnectOptions);
  chats.push(chat);
  return chat;
}

/** Everything of some kind that a client is told. */
function told<E extends keyof Events>(chat: Chat, name: E): Events[E][] {
  const events: Events[E][] = [];
  chat.on(name, (event) => void events.push(event));
  return events;
}

const textsOf = (messages: MessageView[]) => messages.map(({ text }) => text);
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 30_000, interval: 20 });
const problemOf = (work: Promise<unknown>): Promise<StaffroomError> =>
  work.then(
    () => expect.unreachable(),
    (error: StaffroomError) => error,
  );

async function roomOfTwo() {
  const [anna, boris] = [await person("anna"), await person("boris")];
  return { anna, boris, room: await roomOf(anna, boris) };
}

describe("calls", () => {
  test("one's rooms, a room by its name, its history, and oneself", async () => {
    const { anna, boris, room } = await roomOfTwo();
    await sayAll(anna, room, "one", "two");
    const chat = await chatOf(boris);
    expect(chat.me.id).toBe(boris.id);
    expect((await chat.rooms()).map(({ id }) => id)).toEqual([room.id]);
    expect(textsOf((await chat.history(`#${room.name.toUpperCase()}`, { limit: 1 })).items)).toEqual(["two"]);
    expect((await chat.members(room.id)).map(({ user }) => user.id).sort()).toEqual([anna.id, boris.id].sort());
  });

  test("a refusal is told by its code, with a sentence and the place", async () => {
    const { boris, room } = await roomOfTwo();
    const chat = await chatOf(boris);
    expect(await problemOf(chat.history("no such room"))).toMatchObject({ code: "not_found", status: 404 });
    expect(await problemOf(chat.call("PATCH", `rooms/${room.id}`, { naem: "x" }))).toMatchObject({
      code: "invalid",
      status: 422,
      errors: [{ path: "naem" }],
    });
    expect((await problemOf(chat.send(room.id, " "))).errors).toEqual([{ path: "text", message: expect.any(String) }]);
  });

  test("what is refused over the line is told as a call is refused, in the language that was asked for", async () => {
    const { boris } = await roomOfTwo();
    for (const [language, message] of [
      ["en", "Give one of these: online, away."],
      ["ru", "Укажите одно из этого: online, away."],
    ] as const) {
      const chat = await chatOf(boris, { language });
      const refused = told(chat, "error");
      chat.presence("asleep" as never);
      await until(() => expect(refused).toHaveLength(1));
      expect(refused[0]).toMatchObject({
        name: "StaffroomError",
        code: "invalid",
        status: 422,
        errors: [{ path: "status", message }],
      });
    }
  });

  test("a person is written to by their name, alone or as a whisper; a file goes along", async () => {
    const { anna, boris, room } = await roomOfTwo();
    const chat = await chatOf(boris);
    const { username } = (await chat.members(room.id)).find(({ user }) => user.id === anna.id)?.user ?? {
      username: "",
    };
    expect((await chat.send(room.id, "psst", { to: `@${username}` })).to?.id).toBe(anna.id);
    expect((await chat.room(`@${username}`)).kind).toBe("direct");
    const path = join(tmpdir(), `note-${boris.id}.txt`);
    await writeFile(path, "a few words");
    const { attachments } = await chat.send(room.id, "", { files: [path] });
    expect(attachments).toMatchObject([{ name: `note-${boris.id}.txt`, size: 11 }]);
  });

  test("a file is read back as it was", async () => {
    const { boris, room } = await roomOfTwo();
    const chat = await chatOf(boris);
    const path = join(tmpdir(), `bytes-${boris.id}.bin`);
    await writeFile(path, "bytes");
    const file = await chat.upload(path);
    await chat.send(room.id, "", { files: [file.id] });
    expect(await (await chat.fetch("GET", `files/${file.id}`)).text()).toBe("bytes");
  });
});

describe("what is sent", () => {
  test("arrives once and in order, though answers are lost", async () => {
    const { anna, boris, room } = await roomOfTwo();
    const chat = await chatOf(boris, { live: false });
    outside.deaf();
    const sent = ["one", "two", "three"].map((text) => chat.send(room.id, text));
    await until(() =>
      expect(outside.asked.filter((one) => one === `POST /api/v1/rooms/${room.id}/messages`).length).toBe(2),
    );
    outside.up();
    expect(textsOf(await Promise.all(sent))).toEqual(["one", "two", "three"]);
    const page = await (await chatOf(anna, { live: false })).history(room.id);
    expect(textsOf(page.items)).toEqual(["one", "two", "three"]);
  });

  test("says after a while that it does not know, and with the same id it is one message still", async () => {
    const { anna, boris, room } = await roomOfTwo();
    const chat = await chatOf(boris, { live: false });
    const clientId = crypto.randomUUID();
    outside.deaf();
    const problem = await problemOf(chat.send(room.id, "hello", { clientId, patienceMs: 400 }));
    expect([problem.code, problem.isRefusal]).toEqual(["unavailable", false]);
    outside.up();
    await chat.send(room.id, "hello", { clientId });
    expect((await (await chatOf(anna, { live: false })).history(room.id)).items).toHaveLength(1);
  });

  test("a call that may not be made twice is not, when its answer is lost", async () => {
    const { boris } = await roomOfTwo();
    const chat = await chatOf(boris, { live: false });
    outside.deaf();
    const before = outside.asked.length;
    await problemOf(chat.call("POST", "rooms", { name: "once" }));
    expect(outside.asked.slice(before)).toEqual(["POST /api/v1/rooms"]);
  });
});

describe("live", () => {
  test("messages, changes, whispers, reads and typing are told", async () => {
    const { anna, boris, room } = await roomOfTwo();
    const [one, other] = [await chatOf(anna), await chatOf(boris)];
    const [messages, changed] = [told(other, "message"), told(other, "message_changed")];
    const [typing, reads] = [told(other, "typing"), told(one, "read")];
    const said = await one.send(room.id, "hello");
    await one.send(room.id, "psst", { to: boris.id });
    await one.typing(room.id);
    await editMessage(anna.actor, { messageId: said.id, text: "hello there" });
    await other.read(room.id, said.id);
    await until(() => expect(textsOf(changed)).toEqual(["hello there"]));
    await until(() => expect(typing).toEqual([{ room_id: room.id, user_id: anna.id }]));
    await until(() => expect(reads.some((read) => read.user_id === boris.id && read.seq === said.seq)).toBe(true));
    expect(textsOf(messages)).toEqual(["hello", "psst"]);
  });

  test("nothing is lost and nothing told twice when the line is cut, whispers and threads too", async () => {
    const { anna, boris, room } = await roomOfTwo();
    const before = await say(anna, room, "before");
    await whisperTo(anna, room, boris, "whispered before");
    const chat = await chatOf(boris);
    const [messages, changed] = [told(chat, "message"), told(chat, "message_changed")];
    const connected = told(chat, "connected");
    await say(anna, room, "live");
    await whisperTo(anna, room, boris, "whispered live");
    await until(() => expect(messages).toHaveLength(2));
    outside.down();
    await until(() => expect(chat.isConnected).toBe(false));
    await sayAll(anna, room, "away 1", "away 2");
    const whisper = await whisperTo(anna, room, boris, "whispered away");
    await replyIn(anna, before, "a reply");
    await editMessage(anna.actor, { messageId: before.id, text: "before, edited" });
    await editMessage(anna.actor, { messageId: whisper.id, text: "whispered away, edited" });
    outside.up();
    await until(() => expect(connected).toHaveLength(1));
    await say(anna, room, "after");
    await until(() => expect(messages.at(-1)?.text).toBe("after"));
    expect(textsOf(messages)).toEqual([
      "live",
      "whispered live",
      "away 1",
      "away 2",
      "whispered away, edited",
      "a reply",
      "after",
    ]);
    expect(textsOf(changed)).toEqual(["before, edited"]);
  });

  test("where too much was said to be told, all of it is read, and a reset tells of the rest", async () => {
    const { anna, boris, room } = await roomOfTwo();
    await say(anna, room, "old");
    const chat = await chatOf(boris);
    const [messages, resets] = [told(chat, "message"), told(chat, "reset")];
    const first = await say(anna, room, "live");
    await whisperTo(anna, room, boris, "psst");
    await until(() => expect(messages).toHaveLength(2));
    outside.down();
    await until(() => expect(chat.isConnected).toBe(false));
    const many = Array.from({ length: 130 }, (_, at) => `${at}`);
    await sayAll(anna, room, ...many);
    await editMessage(anna.actor, { messageId: first.id, text: "edited" });
    outside.up();
    await until(() => expect(resets).toEqual([{ room_id: room.id }]));
    await say(anna, room, "after");
    await until(() => expect(messages.at(-1)?.text).toBe("after"));
    expect(textsOf(messages)).toEqual(["live", "psst", ...many, "after"]);
  });

  test("one comes into a room and is put out of it, also while the line is gone", async () => {
    const { anna, boris, room } = await roomOfTwo();
    const chat = await chatOf(boris);
    const [messages, added, removed] = [told(chat, "message"), told(chat, "added"), told(chat, "removed")];
    const second = await roomOf(anna, boris);
    await until(() => expect(added.map(({ id }) => id)).toEqual([second.id]));
    await say(anna, second, "welcome");
    await until(() => expect(textsOf(messages)).toEqual(["welcome"]));
    outside.down();
    await until(() => expect(chat.isConnected).toBe(false));
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    const third = await roomOf(anna, boris);
    outside.up();
    await until(() =>
      expect([added.map(({ id }) => id), removed]).toEqual([[second.id, third.id], [{ room_id: room.id }]]),
    );
    await removeMember(anna.actor, { roomId: second.id, personId: boris.id });
    await until(() => expect(removed).toHaveLength(2));
  });

  test("a handler that throws stops neither the others nor the line", async () => {
    const { anna, boris, room } = await roomOfTwo();
    const chat = await chatOf(boris);
    chat.on("message", () => {
      throw new Error("a slip");
    });
    chat.on("message", async () => Promise.reject(new Error("a later slip")));
    const [messages, errors] = [told(chat, "message"), told(chat, "error")];
    await sayAll(anna, room, "one", "two");
    await until(() => expect(textsOf(messages)).toEqual(["one", "two"]));
    expect(errors).toHaveLength(4);
  });

  test("survives a sidecar that is killed: nothing lost, nothing twice", async () => {
    const { anna, boris, room } = await roomOfTwo();
    await outside.stopLive();
    await outside.startLiveProcess();
    const chat = await chatOf(boris);
    const messages = told(chat, "message");
    const texts = Array.from({ length: 40 }, (_, at) => `${at}`);
    for (const text of texts) {
      await (Number(text) % 7 === 3 ? whisperTo(anna, room, boris, text) : say(anna, room, text));
      if (text === "10") await outside.killLiveProcess();
      if (text === "30") await outside.startLive({ resumeChangesMax: 20 });
    }
    await until(() => expect(textsOf(messages)).toEqual(texts));
  }, 120_000);
});

describe("who one is", () => {
  const expired = (who: TestPerson) => issueAccessToken(who.sessionId, new Date(Date.now() - 3_600_000));
  const refreshes = () => outside.asked.filter((one) => one === "POST /api/v1/auth/refresh").length;

  test("an expired access token is refreshed once for all who wait for it, and each new pair is handed over", async () => {
    const { anna, boris, room } = await roomOfTwo();
    const { refresh_token } = await firstTokens(boris.sessionId);
    const kept: Tokens[] = [];
    const before = refreshes();
    const chat = await connect({
      url: outside.url,
      accessToken: await expired(boris),
      refreshToken: refresh_token,
      onTokens: (tokens) => kept.push(tokens),
      live: false,
    });
    chats.push(chat);
    await Promise.all([chat.rooms(), chat.history(room.id), chat.live()]);
    expect([refreshes() - before, kept.length]).toEqual([1, 1]);
    const messages = told(chat, "message");
    await say(anna, room, "hello");
    await until(() => expect(messages).toHaveLength(1));
  });

  test("a line whose token has expired meanwhile comes back by a refresh", async () => {
    const { anna, boris, room } = await roomOfTwo();
    const tokens = [await tokenOf(boris), await expired(boris), await tokenOf(boris)];
    let at = 0;
    const chat = await chatOf(boris, {
      token: (refused) => (refused === undefined ? (tokens[at] ?? "") : (tokens[++at] ?? "")),
    });
    const [messages, connected] = [told(chat, "message"), told(chat, "connected")];
    at = 1;
    outside.cut();
    await until(() => expect(connected).toHaveLength(1));
    await say(anna, room, "hello");
    await until(() => expect(messages).toHaveLength(1));
  });

  test("a name and a password open a session, and another one when that has ended", async () => {
    const { boris, room } = await roomOfTwo();
    const { username } = (await chatOf(boris, { live: false })).me;
    const passwordHash = await hashPassword("a long enough password");
    await database().update(persons).set({ passwordHash }).where(eq(persons.id, boris.id));
    const kept: Tokens[] = [];
    const who = { username, password: "a long enough password" };
    const chat = await connect({ url: outside.url, ...who, live: false, onTokens: (tokens) => kept.push(tokens) });
    const sessionId = kept[0]?.refresh_token.split(".")[0] ?? "";
    await endSession(boris.actor, sessionId);
    expect((await chat.history(room.id)).items).toEqual([]);
    expect(kept).toHaveLength(2);
    const wrong = await problemOf(connect({ url: outside.url, username, password: "a wrong one" }));
    expect(wrong.code).toBe("unauthenticated");
    chat.close();
  });

  test("whoever is signed out or deactivated is told that the line does not come back, and every call says so", async () => {
    const { boris } = await roomOfTwo();
    const [chat, again] = [await chatOf(boris), await signInAgain(boris)];
    const other = await chatOf(again);
    const [ended, endedToo] = [told(chat, "disconnected"), told(other, "disconnected")];
    await endSession(again.actor, boris.sessionId);
    await until(() => expect(ended).toEqual([{ code: 4003, returns: false }]));
    expect((await problemOf(chat.rooms())).code).toBe("unauthenticated");
    expect(endedToo).toEqual([]);
    await deactivate(boris);
    await until(() => expect(endedToo).toEqual([{ code: 4003, returns: false }]));
    expect((await problemOf(connect({ url: outside.url, token: await tokenOf(boris) }))).code).toBe("unauthenticated");
  });

  test("a server that is away is told of after the patience, and found when it comes in time", async () => {
    const { boris } = await roomOfTwo();
    outside.down();
    const problem = await problemOf(connect({ url: outside.url, token: await tokenOf(boris), patienceMs: 300 }));
    expect([problem.code, problem.status]).toEqual(["unavailable", 0]);
    const coming = chatOf(boris);
    outside.up();
    expect((await coming).isConnected).toBe(true);
  });
});

test("who is told to wait waits that long, and then it is done", async () => {
  const { boris } = await roomOfTwo();
  let asked = 0;
  const busy = createServer((_request, response) => {
    asked += 1;
    if (asked > 1) response.end(JSON.stringify({ items: [], id: boris.id }));
    else response.writeHead(429, { "retry-after": "1" }).end(JSON.stringify({ code: "rate_limited", detail: "Wait." }));
  }).listen(0, "127.0.0.1");
  await once(busy, "listening");
  const address = busy.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address?.port}`;
  const startedAt = performance.now();
  const chat = await connect({ url, token: "any", live: false });
  expect([chat.me.id, asked, performance.now() - startedAt >= 1_000]).toEqual([boris.id, 2, true]);
  busy.close();
});
