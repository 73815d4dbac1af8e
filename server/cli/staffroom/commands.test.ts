import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { MessagePage } from "@/lib/messages/schema";
import { createRoom } from "@/lib/rooms/mutations";
import { openDoor, type RestDoor } from "@/server/testing/door";
import { type Desk, Seat } from "@/server/testing/program";
import { person, roomOf, say, sayAll, type TestPerson, tokenOf, whisperTo } from "@/server/testing/world";

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

let door: RestDoor;
let anna: TestPerson;
let boris: TestPerson;
let owner: TestPerson;
let clara: TestPerson;
let guest: TestPerson;
const desks: Desk[] = [];
const at = new Map<TestPerson, Desk>();
const by = (who: TestPerson): Desk => at.get(who) ?? new Seat();
const nameOf = (who: TestPerson) => `@${who.actor.username}`;

beforeAll(async () => {
  door = await openDoor();
  [owner, anna, boris, clara] = [
    await person("owner", "owner"),
    await person("anna"),
    await person("boris"),
    await person("clara"),
  ];
  guest = await person("guest", "guest");
  for (const who of [owner, anna, boris, clara, guest]) {
    const desk = new Seat({ STAFFROOM_SERVER: door.url, STAFFROOM_TOKEN: await tokenOf(who) });
    desks.push(desk);
    at.set(who, desk);
  }
});
afterAll(async () => {
  await door.close();
  for (const desk of desks) desk.clear();
});

describe("a group and its admin", () => {
  test("who makes it runs it: adds, makes admins, excludes, renames, deletes", async () => {
    const run = by(anna).run;
    const made = await run("groups", "create", "Dispatch", "--topic", "What leaves today", "--private");
    expect(made).toMatchObject({ code: 0, err: "", out: expect.stringMatching(/^Room \d+ “Dispatch” is made\.\n$/) });
    expect(await run("groups", "add", "dispatch", nameOf(boris), nameOf(clara))).toMatchObject({
      code: 0,
      out: `boris (${nameOf(boris)}) is in “Dispatch” now.\nclara (${nameOf(clara)}) is in “Dispatch” now.\n`,
    });
    expect((await run("groups", "add", "Dispatch", nameOf(boris))).out).toContain("was in “Dispatch” already");
    expect(await run("groups", "role", "Dispatch", nameOf(boris), "admin")).toMatchObject({ code: 0 });
    expect(await by(boris).run("groups", "exclude", "Dispatch", nameOf(clara))).toMatchObject({ code: 0 });
    expect(await by(clara).run("room", "Dispatch")).toMatchObject({ code: 4, out: "" });
    expect(await run("groups", "change", "Dispatch", "--name", "Shipping")).toMatchObject({ code: 0 });
    const shown = await run("room", "Shipping");
    expect(shown.out).toMatch(/Topic: What leaves today\nprivate · 2 people · you: admin · 0 unread/);
    expect((await run("groups", "list")).out).toMatch(/Shipping +private/);
    const asked = await run("groups", "delete", "Shipping");
    expect(asked).toMatchObject({ code: 2, out: "", err: expect.stringContaining("--yes") });
    expect(await run("groups", "delete", "Shipping", "--yes")).toMatchObject({
      code: 0,
      out: "“Shipping” is deleted.\n",
    });
    expect(await run("room", "Shipping")).toMatchObject({ code: 4 });
  });

  test("who does not run it is refused, and outside it does not exist", async () => {
    const room = await roomOf(anna, boris);
    const id = String(room.id);
    for (const args of [
      ["delete", id, "--yes"],
      ["add", id, nameOf(clara)],
      ["exclude", id, nameOf(anna)],
      ["change", id, "--name", "Mine"],
      ["role", id, nameOf(boris), "admin"],
    ]) {
      expect(await by(boris).run("groups", ...args), args.join(" ")).toMatchObject({ code: 4, out: "" });
      const outside = await by(clara).run("groups", ...args);
      expect(outside, args.join(" ")).toMatchObject({ code: 4, out: "" });
      expect(outside.err).not.toContain(room.name);
    }
    expect(await by(anna).run("room", id)).toMatchObject({ code: 0 });
  });

  test("guests make no rooms, and learn of it", async () => {
    expect(await by(guest).run("groups", "create", "Mine")).toMatchObject({ code: 4, out: "" });
  });
});

describe("names", () => {
  test("several rooms of one name are listed, and nothing is done to either", async () => {
    const twins = [await createRoom(anna.actor, { name: "Twins" }), await createRoom(anna.actor, { name: "twins" })];
    const written = await by(anna).run("write", "Twins", "to whom?");
    expect(written).toMatchObject({ code: 2, out: "" });
    for (const { id, name } of twins) expect(written.err).toContain(`  ${id}  ${name}`);
    expect(await by(anna).run("write", String(twins[0]?.id), "to you")).toMatchObject({ code: 0 });
  });

  test("a room is meant by name, by #name and by number, whatever its case and ё", async () => {
    const room = await createRoom(anna.actor, { name: "Ёлки и Палки" });
    for (const name of ["Елки и палки", "#ёлки и палки", String(room.id), `#${room.id}`])
      expect(await by(anna).json("room", name)).toMatchObject({ id: room.id });
  });

  test("what is almost a name is suggested", async () => {
    await createRoom(anna.actor, { name: "Warehouse" });
    expect(await by(anna).run("read", "Warehous")).toMatchObject({
      code: 4,
      err: expect.stringContaining("Perhaps: Warehouse"),
    });
    expect((await by(anna).run("people", "change", "@boriss", "--name", "x")).code).toBe(4);
  });

  test("people of one name are listed by their user names", async () => {
    const [one, two] = [await person("Twin"), await person("Twin")];
    const room = await roomOf(anna);
    const added = await by(anna).run("groups", "add", String(room.id), "twin");
    expect(added).toMatchObject({ code: 2, out: "" });
    for (const who of [one, two]) expect(added.err).toContain(nameOf(who));
  });
});

describe("talk", () => {
  test("what one writes the other reads, with its line over what is new", async () => {
    const room = await roomOf(anna, boris);
    const id = String(room.id);
    const sent = await by(anna).run("write", id, "First", "line");
    expect(sent).toMatchObject({ code: 0, out: expect.stringMatching(/^Sent: \d+\n$/) });
    await by(anna).given("piped in\nwith two lines\n", "write", id);
    const read = await by(boris).run("read", id);
    expect(read.out).toMatch(
      /── Today\n── new\n\d+ {2}\d\d:\d\d {2}anna: First line\n.*anna: piped in\n +with two lines\n$/,
    );
    const unread = await by(boris).json<{ total: number; items: { room: { id: number } }[] }>("unread");
    expect(unread.items.map((one) => one.room.id)).toContain(room.id);
    expect((await by(boris).json<MessagePage>("read", id, "--unread")).items).toHaveLength(2);
    expect(await by(boris).run("mark-read", id)).toMatchObject({ code: 0 });
    expect(await by(boris).run("read", id, "--unread")).toMatchObject({ code: 0, out: "Nothing is unread.\n" });
  });

  test("pages: the newest, those before, those after", async () => {
    const room = await roomOf(anna);
    const said = await sayAll(anna, room, "one", "two", "three", "four");
    const texts = async (...args: string[]) =>
      (await by(anna).json<MessagePage>("read", String(room.id), ...args)).items.map(({ text }) => text);
    expect(await texts("--limit", "2")).toEqual(["three", "four"]);
    expect(await texts("--before", String(said[2]?.id))).toEqual(["one", "two"]);
    expect(await texts("--after", String(said[2]?.id))).toEqual(["four"]);
    const shown = await by(anna).run("read", String(room.id), "-n", "2");
    expect(shown.out).toContain(`Earlier: --before ${said[2]?.id}`);
    expect(await by(anna).run("read", String(room.id), "--limit", "0")).toMatchObject({ code: 2 });
  });

  test("a whisper is its two people's alone", async () => {
    const room = await roomOf(anna, boris, clara);
    const id = String(room.id);
    expect(await by(anna).run("write", id, "between us", "--to", nameOf(boris))).toMatchObject({ code: 0 });
    expect((await by(boris).run("read", id)).out).toContain("anna (to boris alone): between us");
    expect((await by(clara).run("read", id)).out).not.toContain("between us");
  });

  test("replies, threads and files", async () => {
    const room = await roomOf(anna, boris);
    const root = await say(anna, room, "What is in the box?");
    const id = String(room.id);
    const path = join(by(boris).home, "list.txt");
    writeFileSync(path, "a few bytes");
    expect(await by(boris).run("write", id, "This", "--reply", String(root.id), "--file", path)).toMatchObject({
      code: 0,
    });
    const read = await by(anna).run("read", id);
    expect(read.out).toContain("in reply to anna: What is in the box?");
    const file = Number(/file (\d+): list\.txt/.exec(read.out)?.[1]);
    expect(await by(anna).run("download", String(file), "-o", by(anna).home)).toMatchObject({ code: 0 });
    expect(readFileSync(join(by(anna).home, "list.txt"), "utf8")).toBe("a few bytes");
    expect(await by(anna).run("download", String(file), "-o", by(anna).home)).toMatchObject({
      code: 1,
      err: expect.stringContaining("--force"),
    });
    expect((await by(anna).run("download", String(file), "-o", "-")).out).toBe("a few bytes");
    expect(await by(clara).run("download", String(file), "-o", "-")).toMatchObject({ code: 4, out: "" });
    await by(boris).run("write", id, "in the thread", "--thread", String(root.id));
    const thread = await by(anna).json<MessagePage>("read", id, "--thread", String(root.id));
    expect(thread.items.map(({ text }) => text)).toEqual(["in the thread"]);
  });

  test("an upload goes into a room at once, or waits for a message", async () => {
    const room = await roomOf(anna, boris);
    const home = by(anna).home;
    mkdirSync(join(home, "out"), { recursive: true });
    for (const name of ["one.txt", "two.txt"]) writeFileSync(join(home, "out", name), name);
    const paths = [join(home, "out/one.txt"), join(home, "out/two.txt")];
    const sent = await by(anna).run("upload", ...paths, "--room", String(room.id), "--text", "both");
    expect(sent).toMatchObject({ code: 0, out: expect.stringMatching(/one\.txt .*\n.*two\.txt .*\nSent: \d+\n$/s) });
    const { items } = await by(anna).json<{ items: { id: number }[] }>("upload", paths[0] ?? "");
    const attached = await by(anna).json<{ attachments: { name: string }[] }>(
      ...["write", String(room.id), "later", "--attach", String(items[0]?.id)],
    );
    expect(attached.attachments.map(({ name }) => name)).toEqual(["one.txt"]);
    expect(await by(anna).run("upload", "nowhere.txt")).toMatchObject({
      code: 2,
      err: "There is no file nowhere.txt.\n",
    });
  });

  test("nothing to say is not sent", async () => {
    const room = await roomOf(anna);
    expect(await by(anna).given(" \n", "write", String(room.id))).toMatchObject({ code: 2, out: "" });
  });

  test("what others wrote cannot steer the terminal", async () => {
    const evil = "\u001b]0;title\u0007\u001b[2Jgone\u009b31m\u202etxet";
    const room = await roomOf(anna, boris);
    await say(anna, room, `a ${evil} b`);
    const outputs = [
      await by(boris).run("read", String(room.id)),
      await by(boris).run("read", String(room.id), "--json"),
    ];
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come
    for (const { out } of outputs) expect(out).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
    const { items } = JSON.parse(outputs[1]?.out ?? "") as MessagePage;
    expect(items[0]?.text).toContain("gone");
  });

  test("a direct room is made when it is asked for, not when it is read", async () => {
    expect(await by(clara).run("read", nameOf(boris))).toMatchObject({
      code: 4,
      err: expect.stringContaining(`staffroom direct ${nameOf(boris)}`),
    });
    const made = await by(clara).json<{ id: number }>("direct", nameOf(boris));
    expect(await by(clara).run("write", nameOf(boris), "hello")).toMatchObject({ code: 0 });
    expect(await by(boris).json("room", nameOf(clara))).toMatchObject({ id: made.id, kind: "direct" });
  });

  test("open rooms are joined and left", async () => {
    const room = await createRoom(anna.actor, { name: "Canteen", visibility: "open" });
    expect((await by(clara).run("rooms", "--open")).out).toMatch(/Canteen +open/);
    expect(await by(clara).run("join", "canteen")).toMatchObject({ code: 0, out: "You are in “Canteen” now.\n" });
    expect(await by(clara).run("leave", String(room.id))).toMatchObject({ code: 0 });
    const closed = await roomOf(anna, clara);
    expect(await by(clara).run("leave", String(closed.id))).toMatchObject({
      code: 2,
      err: expect.stringContaining("--yes"),
    });
    expect(await by(clara).run("leave", String(closed.id), "--yes")).toMatchObject({ code: 0 });
  });

  test("whispers to others are not even counted", async () => {
    const room = await roomOf(anna, boris, clara);
    await whisperTo(anna, room, boris, "psst");
    const { items } = await by(clara).json<MessagePage>("read", String(room.id));
    expect(items).toEqual([]);
  });
});

describe("what was said, sought and taken along", () => {
  test("search finds word forms, by room, person and day, and tells nobody of what is not theirs", async () => {
    const room = await roomOf(anna, boris);
    const shipped = await say(anna, room, "Коробки <отгружены> & ждут");
    await say(boris, room, "другое");
    const found = await by(boris).run("search", "отгружена", "--in", String(room.id));
    expect(found).toMatchObject({ code: 0, err: "", out: expect.stringContaining("anna: Коробки <отгружены> & ждут") });
    expect(found.out).toMatch(new RegExp(`^${shipped.id} {2}today at `));
    const today = new Date().toISOString().slice(0, 10);
    const narrowed = ["--from", nameOf(anna), "--after", today, "--limit", "5"];
    expect((await by(boris).json<{ items: unknown[] }>("search", "коробка", ...narrowed)).items).toHaveLength(1);
    expect((await by(boris).run("search", "коробка", "--from", nameOf(boris))).out).toBe("Nothing was found.\n");
    expect((await by(clara).run("search", "коробка")).out).toBe("Nothing was found.\n");
    expect(await by(boris).run("search", "x", "--after", "yesterday")).toMatchObject({ code: 2 });
  });

  test("one's own data, line by line to its end", async () => {
    const { code, out } = await by(clara).run("export");
    expect(code).toBe(0);
    const lines = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string });
    expect([lines[0]?.type, lines.at(-1)?.type]).toEqual(["start", "end"]);
    expect(await by(clara).run("export", "--workspace")).toMatchObject({ code: 4, out: "" });
  });
});

describe("webhooks", () => {
  test("a room's admin makes and ends them, others do not", async () => {
    const room = await roomOf(anna, boris);
    const id = String(room.id);
    const made = await by(anna).run("webhooks", "create", id, "Builds");
    expect(made).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^The webhook \d+\. .*\nhttp\S+\/hooks\/\S+\n$/),
    });
    const hook = /webhook (\d+)/.exec(made.out)?.[1] ?? "";
    expect((await by(anna).run("webhooks", "list", id)).out).toMatch(new RegExp(`${hook} +Builds .*never`));
    for (const args of [
      ["create", id, "Mine"],
      ["list", id],
      ["delete", id, hook, "--yes"],
    ])
      expect(await by(boris).run("webhooks", ...args), args.join(" ")).toMatchObject({ code: 4, out: "" });
    expect(await by(anna).run("webhooks", "delete", id, hook, "--yes")).toMatchObject({ code: 0 });
    expect((await by(anna).run("webhooks", "list", id)).out).toBe("None.\n");
  });
});

describe("what administrators do", () => {
  test("an account from its making to its end", async () => {
    const run = by(owner).run;
    const made = await run("people", "create", "denis", "denis@example.com", "--name", "Denis Orlov");
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^@denis has an account\.\n.*\nhttp\S+\n$/) });
    expect((await run("people", "denis")).out).toMatch(/@denis +Denis Orlov +member +offline +denis@example\.com/);
    expect(await run("people", "change", "@denis", "--name", "D. Orlov")).toMatchObject({ code: 0 });
    expect(await run("people", "reset-password", "@denis")).toMatchObject({
      code: 0,
      out: expect.stringContaining("http"),
    });
    expect(await run("people", "deactivate", "@denis")).toMatchObject({ code: 2 });
    expect(await run("people", "deactivate", "@denis", "--yes")).toMatchObject({ code: 0 });
    expect((await run("people", "--deactivated")).out).toContain("D. Orlov");
    expect(await run("people", "activate", "@denis")).toMatchObject({ code: 0 });
    expect(await run("people", "create", "denis", "again@example.com")).toMatchObject({ code: 1, out: "" });
    expect(await run("people", "create", "x", "x@example.com")).toMatchObject({ code: 2, out: "" });
  });

  test("invitations and settings", async () => {
    const run = by(owner).run;
    const made = await run("invites", "create", "--role", "guest", "--uses", "3", "--hours", "24");
    expect(made.out).toMatch(/^The invitation (\d+)\. .*\nhttp\S+\/join\/\S+\n$/);
    const id = /invitation (\d+)/.exec(made.out)?.[1] ?? "";
    expect((await run("invites", "list")).out).toMatch(new RegExp(`${id} +guest +waiting +0/3`));
    expect(await run("invites", "revoke", id)).toMatchObject({ code: 0 });
    expect((await run("invites", "list", "--past")).out).toMatch(new RegExp(`${id} +guest +revoked`));
    expect((await run("settings")).out).toMatch(/room_creation +members/);
    expect(await run("settings", "room_creation=admins")).toMatchObject({ code: 0 });
    expect(await by(boris).run("groups", "create", "No")).toMatchObject({ code: 4 });
    expect(await run("settings", "room_creation=members")).toMatchObject({ code: 0 });
    expect(await run("settings", "room_creation=nobody")).toMatchObject({ code: 2 });
    expect((await run("settings", "password_chars_min=9999")).err).toBe(
      "Not right: password_chars_min. Correct this and send it again.\npassword_chars_min: Give a whole number from 12 to 64.\n",
    );
    expect(await run("settings", "colour=red")).toMatchObject({ code: 2, err: "There is no setting “colour”.\n" });
  });

  test("nobody else does any of it", async () => {
    for (const args of [
      ["people", "create", "eva", "eva@example.com"],
      ["people", "change", nameOf(clara), "--role", "guest"],
      ["people", "deactivate", nameOf(clara), "--yes"],
      ["invites", "create", "--role", "admin"],
      ["invites", "list"],
      ["settings", "room_creation=admins"],
      ["rooms", "--all"],
    ])
      expect(await by(boris).run(...args), args.join(" ")).toMatchObject({ code: 4, out: "" });
  });
});
