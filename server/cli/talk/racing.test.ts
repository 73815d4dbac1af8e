import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { talkWords } from "@/lib/i18n/talk";
import type { Chat, MessagePage, MessageView, PersonRef, RoomView } from "@/server/client";
import { StaffroomError } from "@/server/client";
import { Listeners } from "@/server/client/events";
import { anna, boris, messageOf } from "@/server/testing/drawn";
import { talk } from "./index";

const words = talkWords.en;
const room = {
  id: 5,
  name: "Dispatch",
  topic: "",
  version: 10,
  member_count: 1,
  archived: false,
  last_read_seq: 0,
  unread: { count: 0, mentions: 0, first_unread_id: null },
} as unknown as RoomView;
const members = (...people: PersonRef[]) => people.map((user) => ({ user: { ...user, presence: "online" } }));
const message = (id: number, changes: Partial<MessageView> = {}): MessageView =>
  messageOf({
    id,
    room_id: room.id,
    seq: id,
    version: 10 + id,
    text: `text ${id}`,
    client_id: `client-${id}`,
    ...changes,
  });

interface Call {
  name: string;
  args: unknown[];
  answer: (value: unknown) => void;
  refuse: (error: unknown) => void;
}

/** A connection whose answers come when the test says so, and a terminal whose every sign is kept. */
class Desk {
  readonly calls: Call[] = [];
  readonly #listeners = new Listeners();
  readonly #stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  readonly #stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
  readonly #stderr = new PassThrough();
  shown = "";
  ended: Promise<number> = Promise.resolve(0);

  sit(isTerminal = true): void {
    const ask =
      (name: string) =>
      (...args: unknown[]) =>
        new Promise((answer, refuse) => this.calls.push({ name, args, answer, refuse }));
    const asked = ["room", "members", "history", "thread", "call", "fetch", "list", "send", "read", "personId"];
    const chat = {
      me: anna,
      on: this.#listeners.on.bind(this.#listeners),
      live: async () => {},
      presence: () => {},
      typing: async () => {},
      close: () => {
        const closed = new StaffroomError("unavailable", { status: 0, detail: "it was closed" });
        for (const { refuse } of this.calls) refuse(closed);
      },
      ...Object.fromEntries(asked.map((name) => [name, ask(name)])),
    };
    this.#stdout.isTTY = isTerminal;
    this.#stdout.on("data", (data) => {
      this.shown += String(data);
    });
    const io = { stdin: this.#stdin, stdout: this.#stdout, stderr: this.#stderr, colours: false };
    this.ended = talk(chat as unknown as Chat, room.id, io as never, { locale: "en", timeZone: "UTC" });
  }

  tell: Listeners["tell"] = (...event) => this.#listeners.tell(...event);

  type(text: string): void {
    this.#stdin.write(text);
  }

  /** The next call of that name that nobody has answered. */
  async asked(name: string): Promise<Call> {
    const isIt = (call: Call) => call.name === name;
    await expect.poll(() => this.calls.some(isIt), { interval: 5, timeout: 10_000 }).toBe(true);
    const [call] = this.calls.splice(this.calls.findIndex(isIt), 1);
    if (!call) throw new Error(`nobody asks for ${name}`);
    return call;
  }

  async shows(text: string): Promise<void> {
    await expect.poll(() => this.shown, { interval: 5, timeout: 10_000 }).toContain(text);
  }

  /** In the room, with nothing said in it. */
  async open(page: Partial<MessagePage> = {}): Promise<void> {
    this.sit();
    (await this.asked("room")).answer(room);
    (await this.asked("history")).answer({ items: [], has_before: false, has_after: false, ...page });
    (await this.asked("room")).answer(room);
    (await this.asked("members")).answer(members(anna));
    await this.shows("here: 1");
  }
}

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
});
afterEach(async () => {
  desk.type("\u0003\u0003");
  await desk.ended;
});

test("an answer that comes when one has left draws nothing into the terminal that was given back", async () => {
  await desk.open({ items: [message(1)] });
  desk.type("said without a line\r");
  const send = await desk.asked("send");
  desk.type("/more\r");
  const more = await desk.asked("history");
  desk.type("\u0003");
  await desk.shows("not sent yet. Ctrl-C again");
  desk.type("\u0003");
  expect(await desk.ended).toBe(0);
  const { shown } = desk;
  for (const call of [more, send])
    call.refuse(new StaffroomError("unavailable", { status: 0, detail: "it was closed" }));
  await new Promise((resolve) => setImmediate(resolve));
  expect(desk.shown).toBe(shown);
  expect(shown.endsWith("\u001b[?2004l\u001b[?1004l")).toBe(true);
});

test("what is changed, said or deleted while the room is opened stands there as it is now, and once", async () => {
  desk.sit();
  (await desk.asked("room")).answer(room);
  const page = await desk.asked("history");
  const again = await desk.asked("room");
  const people = await desk.asked("members");
  desk.tell("room", { ...room, version: 11, topic: "old news" });
  desk.tell("message", message(3));
  desk.tell("message", message(4));
  desk.tell("message_changed", message(3, { revision: 1, text: "text 3, mended", edited_at: "x" }));
  page.answer({ items: [message(2), message(3)], has_before: false, has_after: false });
  again.answer({ ...room, version: 12, topic: "Plans" });
  people.answer(members(anna));
  await desk.shows("Dispatch: Plans");
  await desk.shows("text 3, mended (edited)");
  expect(desk.shown).not.toContain("old news");
  for (const said of ["text 2\r", "text 3\r", "text 4\r"]) expect(desk.shown.split(said)).toHaveLength(2);
});

test("who comes and goes at once is told to have gone last, and is not in the room", async () => {
  await desk.open();
  desk.tell("membership", { room_id: room.id, user: boris, change: "joined" });
  const reading = await desk.asked("members");
  desk.tell("membership", { room_id: room.id, user: boris, change: "left" });
  reading.answer(members(anna, boris));
  await desk.shows("Boris is no longer in the room.");
  expect(desk.shown.indexOf("Boris is in the room now.")).toBeLessThan(desk.shown.indexOf("Boris is no longer"));
  desk.type("/who\r");
  await desk.shows("1 person");
  expect(desk.shown).not.toContain("(@boris)");
});

test("what one said and was deleted before it was told waits to be sent no more", async () => {
  await desk.open();
  desk.type("hasty\r");
  const { args } = await desk.asked("send");
  await desk.shows(`⋯ hasty (${words.waits})`);
  const { clientId } = args[2] as { clientId: string };
  const gone = message(9, { author: anna, client_id: clientId, text: "", deleted_at: "x", revision: 1 });
  desk.tell("message_changed", gone);
  desk.type("\u0003");
  expect(await desk.ended).toBe(0);
});

test("a command about one's last message does not take the one before, where the last is on its way", async () => {
  await desk.open({ items: [message(1, { author: anna, text: "old" })] });
  desk.type("new\r");
  const { args } = await desk.asked("send");
  desk.type("/delete\r");
  await desk.shows(words.lastWaits.slice(0, 60));
  const { clientId } = args[2] as { clientId: string };
  desk.tell("message", message(2, { author: anna, text: "new", client_id: clientId }));
  desk.type("/delete\r");
  await desk.shows("Delete “new” for everybody?");
  desk.tell("message", message(3, { author: anna, text: "from elsewhere" }));
  (await desk.asked("call")).answer({ items: [] });
  desk.type("yes\r");
  expect((await desk.asked("call")).args).toEqual(["DELETE", "messages/2"]);
});

test("what could not be marked as read without a connection is marked when it is back", async () => {
  await desk.open({ items: [message(7)] });
  desk.tell("disconnected", { code: 1006, returns: true });
  (await desk.asked("read")).refuse(new StaffroomError("unavailable", { status: 0, detail: "no answer" }));
  desk.tell("connected", {});
  expect((await desk.asked("read")).args).toEqual([room.id, 7]);
});

test("without a terminal, what is said before the list of people has come is printed, too", async () => {
  desk.sit(false);
  (await desk.asked("room")).answer(room);
  const reading = await desk.asked("members");
  desk.tell("message", message(1));
  reading.answer(members(anna));
  await desk.shows("Boris: text 1\n");
  desk.type("/quit\n");
  expect(await desk.ended).toBe(0);
});
