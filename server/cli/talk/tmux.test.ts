import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { endSession } from "@/lib/auth/closing";
import { markThreadRead, openThread } from "@/lib/messages/following";
import { readMessages } from "@/lib/messages/pages";
import { getPerson } from "@/lib/people/data";
import { getRoom } from "@/lib/rooms/data";
import { Outside } from "@/server/testing/outside";
import { buildProgram, Desk } from "@/server/testing/program";
import { Terminal } from "@/server/testing/terminal";
import { found, person, replyIn, roomOf, say, type TestPerson, tokenOf, whisperTo } from "@/server/testing/world";
import { widthIn } from "./wrap";

const project = join(import.meta.dirname, "../../..");
const outside = new Outside();
const desk = new Desk();
const open: Terminal[] = [];
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
beforeAll(async () => {
  await found();
  await Promise.all([outside.start(), buildProgram()]);
});
afterEach(async () => {
  outside.up();
  for (const terminal of open.splice(0)) await terminal.stop();
});
afterAll(async () => {
  await outside.stop();
  desk.clear();
});

/** Somebody at a terminal with a room. */
async function sit(who: TestPerson, room: { id: number }, env: Record<string, string> = {}): Promise<Terminal> {
  const terminal = new Terminal();
  open.push(terminal);
  const settings = {
    HOME: desk.home,
    LANG: "en_US.UTF-8",
    TZ: "UTC",
    STAFFROOM_SERVER: outside.url,
    STAFFROOM_TOKEN: await tokenOf(who),
    ...env,
  };
  const command = [process.execPath, join(project, "server/boot/staffroom.mjs"), "talk", String(room.id)];
  await terminal.start(command, { env: settings, cwd: desk.home });
  return terminal;
}

const usernameOf = async (who: TestPerson) => (await getPerson(who.actor, who.id)).username;
const unreadOf = async (who: TestPerson, room: { id: number }) => (await getRoom(who.actor, room.id)).unread;

/** How often something stands there. */
const times = (text: string, part: string): number => text.split(part).length - 1;

test("two people talk: history, the line over what is new, a whisper, who writes, and nothing is lost or doubled by a break", async () => {
  const [anna, boris] = [await person("Анна"), await person("boris")];
  const room = await roomOf(anna, boris);
  await say(boris, room, "an old word");
  await say(anna, room, "новость 👍 для всех");
  const one = await sit(anna, room);
  const two = await sit(boris, room, { LANG: "ru_RU.UTF-8" });
  await one.shows("an old word", "here: 2");
  expect(times(await two.shows("новое", "новость 👍 для всех"), "новое")).toBe(1);

  await one.type("hel");
  await two.shows("Анна пишет…");
  await one.say("lo");
  expect(await two.shows("Анна: hello")).not.toContain("пишет");
  await one.say(`/pm @${await usernameOf(boris)} only you`);
  await two.shows("Анна → вам, шёпот: only you");
  await one.shows("→ boris, whisper: only you");
  await two.say("ответ");
  await one.shows("boris: ответ");

  outside.down();
  await one.shows("No connection");
  await two.shows("Нет связи");
  await one.say("said without a line");
  await one.shows("⋯ said without a line (not sent yet)");
  await say(boris, room, "said elsewhere");
  await whisperTo(boris, room, anna, "whispered elsewhere");
  await two.type("half wri");
  outside.up();
  const here = await one.shows(
    "The connection is back",
    "said elsewhere",
    "whispered elsewhere",
    /Анна: said without a line/,
  );
  await two.type("tten");
  await two.press("Enter");
  const there = await two.shows("Связь вернулась", "Анна: said without a line", "boris: half written");
  for (const said of ["hello", "only you", "ответ", "said without a line", "said elsewhere", "whispered elsewhere"])
    expect([said, times(here, said), times(there, said)]).toEqual([said, 1, 1]);
  expect(here).not.toContain("not sent yet");
  expect(here.indexOf("said elsewhere")).toBeLessThan(here.indexOf("whispered elsewhere"));

  await expect.poll(async () => (await unreadOf(anna, room)).count).toBe(0);
  await one.press("C-c");
  expect(await one.ended()).toBe(0);
  await two.say("/quit");
  expect(await two.ended()).toBe(0);
});

test("what others write cannot steer the terminal, and what is no command is said to nobody", async () => {
  const [anna, boris] = [await person("anna"), await person("boris")];
  const room = await roomOf(anna, boris);
  const one = await sit(anna, room);
  await one.shows("Nobody has said anything here yet.");
  // The doors take such signs out; what stands in the database all the same shows as pictures.
  await database().execute(sql`update persons set display_name = ${"bo\u001b[2Jris\u009b31m"} where id = ${boris.id}`);
  await say(boris, room, "\u001b]0;title\u0007 harmless");
  await one.shows(/bo␛\[2Jris.*: ␛\]0;title␇ harmless/);
  await one.say("/pn @boris secret");
  await one.shows("! There is no command /pn");
  await one.say("/pm @nobody secret");
  await one.shows("! Nobody in this room is called @nobody");
  await one.say("/topic Plans for the autumn");
  await one.shows("Topic: Plans for the autumn");
  await one.say("/who");
  await one.shows("2 people", /anna \(@anna\d+, you\): online/, /ris.* \(@boris\d+\): offline/);
  const { items } = await readMessages(anna.actor, { roomId: room.id });
  expect(items.map(({ text }) => text)).toEqual(["\u001b]0;title\u0007 harmless"]);
});

test("answers and threads, by the numbers beside the messages; a paste, a long line, and a window that changes its size", async () => {
  const [anna, boris] = [await person("anna"), await person("boris")];
  const room = await roomOf(anna, boris);
  const asked = await say(boris, room, "shall we?");
  const one = await sit(anna, room);
  await one.shows(`${asked.id} boris: shall we?`);
  await one.say(`/reply ${asked.id} gladly`);
  await one.shows("│ boris: shall we?", "anna: gladly");
  await one.say(`/thread ${asked.id} when, though`);
  await one.shows(new RegExp(`\\d+ ↳${asked.id} anna: when, though`));
  await one.say(`/thread ${asked.id}`);
  await one.shows(`Thread of ${asked.id}, 1 reply`);
  await one.paste("two\nlines");
  await one.shows(/> two\n {2}lines/);
  await one.press("Enter");
  await one.shows(/anna: two\n {6}lines/);
  const long = "слово ".repeat(40).trim();
  await one.type(long);
  await one.resize(44, 20);
  await one.shows(/> слово слово/);
  await one.press("Enter");
  await one.resize(100, 30);
  await one.shows(/anna: слово/);
  await one.type("日本");
  await expect.poll(() => one.cursor()).toMatchObject({ column: 6 });
  const { items } = await readMessages(anna.actor, { roomId: room.id });
  expect(items.map(({ text, reply_to }) => [text, reply_to?.id ?? null])).toEqual([
    ["shall we?", null],
    ["gladly", asked.id],
    ["two\nlines", null],
    [long, null],
  ]);
});

test("one's own words are edited and taken back, signs are put under those of others, by what Tab completes", async () => {
  const [anna, boris] = [await person("anna"), await person("boris")];
  const room = await roomOf(anna, boris);
  const asked = await say(boris, room, "shall we **go**?");
  const one = await sit(anna, room);
  await one.shows(`${asked.id} boris: shall we go?`);
  await one.type("/re");
  await one.press("Tab");
  await one.shows("/react  /reply");
  await one.say(`act ${asked.id} :thumbsup:`);
  await one.shows("boris: 👍 1");
  await one.say(`/react ${asked.id} :no_such_sign:`);
  await one.shows("! It is not clear which emoji :no_such_sign: is.");
  await one.say("a slip");
  await one.shows("anna: a slip");
  await one.say("/edit");
  await one.shows(/> \/edit \d+ a slip$/m);
  await one.say(", mended");
  await one.shows("anna: a slip, mended (edited)");
  await one.say(`/edit ${asked.id} other words`);
  await one.shows("! This message is somebody else's.");
  await one.say("/delete");
  await one.shows("Delete “a slip, mended” for everybody?");
  await one.say("no");
  await one.shows("The message stays.");
  await one.say("/delete");
  await expect.poll(async () => times(await one.text(), "Delete “a slip")).toBe(2);
  await one.say("yes");
  await one.shows("anna: deleted");
  await one.say("/delete");
  await one.shows("! None of your messages stands here.");
  const { items } = await readMessages(boris.actor, { roomId: room.id });
  expect(items.map(({ text, reactions }) => [text, reactions.map(({ emoji }) => emoji)])).toEqual([
    ["shall we **go**?", ["👍"]],
    ["", []],
  ]);
});

test("what is new in a thread that one follows is said until one has read it, here or elsewhere, however narrow it is", async () => {
  const [anna, boris] = [await person("Анна"), await person("Борис")];
  const room = await roomOf(anna, boris);
  const [root, other] = [await say(anna, room, "**кто** пойдёт?"), await say(anna, room, "и куда?")];
  await replyIn(boris, root, "я");
  const one = await sit(anna, room, { LANG: "ru_RU.UTF-8" });
  await one.shows(`Новые ответы: /thread ${root.id}`);
  await one.resize(40, 30);
  await replyIn(boris, other, "- домой\n- в `лес`, если дождя не будет до вечера");
  await one.shows(`Новые ответы: /thread ${root.id}, ${other.id}`, "• домой", "• в лес, если дождя не будет до");
  await one.say(`/thread ${root.id}`);
  const read = await one.shows(`Тред сообщения ${root.id}`, "─ новое ─", new RegExp(`ответы: /thread ${other.id}\n`));
  expect(read.split("\n").filter((row) => widthIn(row) > 40)).toEqual([]);
  expect(await openThread(anna.actor, { rootId: root.id })).toMatchObject({ place: { last_read_seq: 1 } });
  const { items } = await openThread(anna.actor, { rootId: other.id });
  await markThreadRead(anna.actor, { rootId: other.id, messageId: items.at(-1)?.id ?? 0 });
  await expect.poll(async () => (await one.text()).split("\n").slice(-3).join()).not.toContain("Новые ответы");
});

test("without colours where none are wanted; leaving asks; a session that ends closes the room", async () => {
  const [anna, boris] = [await person("anna"), await person("boris")];
  const room = await roomOf(anna, boris);
  await say(boris, room, "hello");
  const [plain, coloured] = [await sit(anna, room, { NO_COLOR: "1" }), await sit(boris, room)];
  await Promise.all([plain.shows("boris: hello"), coloured.shows("boris: hello")]);
  expect([times(await plain.coloured(), "\u001b[2m"), times(await coloured.coloured(), "\u001b[2m") > 0]).toEqual([
    0,
    true,
  ]);
  await plain.say("/leave");
  await plain.shows("for good?");
  await plain.say("no");
  await plain.shows("You stay in the room.");
  await plain.say("/leave");
  await plain.say("yes");
  expect(await plain.ended()).toBe(0);
  await coloured.shows("anna is no longer in the room.");
  await endSession(boris.actor, boris.sessionId);
  await coloured.shows("Your session has ended.");
  expect(await coloured.ended()).toBe(3);
});

test("without a terminal each line is sent, whispers and commands as ever, and what is said comes out as lines", async () => {
  const [anna, boris] = [await person("anna"), await person("boris")];
  const room = await roomOf(anna, boris);
  const env = { STAFFROOM_SERVER: outside.url, STAFFROOM_TOKEN: await tokenOf(anna) };
  const script = new Desk(env);
  const done = await script.given(`one\n\n/pm ${await usernameOf(boris)} two\nthree`, "talk", String(room.id));
  expect(done).toMatchObject({ code: 0, err: "" });
  const { items } = await readMessages(boris.actor, { roomId: room.id });
  expect(items.map(({ text, to }) => [text, to?.id ?? null])).toEqual([
    ["one", null],
    ["two", boris.id],
    ["three", null],
  ]);
  const wrong = await script.given("/pn secret\n/leave\nfour", "talk", String(room.id));
  expect([wrong.code, times(wrong.err, "\n")]).toEqual([1, 2]);
  expect((await readMessages(boris.actor, { roomId: room.id })).items.at(-1)?.text).toBe("four");

  const listening = script.listen("talk", String(room.id));
  await expect
    .poll(
      async () => {
        await say(boris, room, "are you there");
        return listening.out();
      },
      { timeout: 15_000 },
    )
    .toContain("boris: are you there\n");
  listening.close();
  expect(await listening.ended).toBe(0);
  script.clear();
});
